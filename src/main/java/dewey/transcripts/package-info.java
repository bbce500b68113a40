/**
 * Bringing transcripts that other programs wrote into conversations.
 *
 * <p>Knows no table and no protocol: it reads files, and hands messages to {@link dewey.conversations.Conversations}.
 */
package dewey.transcripts;
