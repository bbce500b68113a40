/**
 * What a relay taps, kept as conversations: each session a conversation, each message of it a message, complete and in order.
 *
 * <p>Knows nothing of sockets and upstreams. Whoever taps never waits for it.
 */
package dewey.recording;
