/**
 * Takes secrets out of texts, by the names of JSON members and by patterns, and says where they were.
 *
 * <p>Knows nothing of what the texts are for.
 */
package dewey.redaction;
