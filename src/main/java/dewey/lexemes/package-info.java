/**
 * What the search index takes of a message: its words, as PostgreSQL would have made them, ready to be stored.
 *
 * <p>Knows no message, no conversation and no query, and leaves to PostgreSQL whatever it does not know for certain.
 */
package dewey.lexemes;
