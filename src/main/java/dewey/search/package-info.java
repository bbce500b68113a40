/**
 * Finding messages by what they say: the query language, the ranking and the snippets.
 *
 * <p>Knows no protocol, and writes nothing but its own statistics.
 */
package dewey.search;
