/**
 * Templates of messages that users choose: to go on with a conversation, to begin with a startup context, to sum up a session.
 *
 * <p>Knows no protocol revision, no transport and no table.
 */
package dewey.prompts;
