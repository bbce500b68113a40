/**
 * Finding messages by what they say: the query language, the ranking and the snippets.
 *
 * <p>Knows no protocol, and never writes.
 */
package dewey.search;
