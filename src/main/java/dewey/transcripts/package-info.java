/**
 * Bringing transcripts that other programs wrote into conversations.
 *
 * <p>Knows no table and no protocol: it reads files, has {@link dewey.formats.Format} say what their rows mean, and hands messages to
 * {@link dewey.conversations.Conversations}.
 */
package dewey.transcripts;
