/**
 * The frames of WebSocket (RFC 6455 §5), read and written without blocking, for the relay, whose only work they are: whole messages in
 * and out, text as text, within bounds.
 *
 * <p>Knows no socket and no container: bytes come in by {@link dewey.frames.FrameReader}, and leave by {@link dewey.frames.FrameQueue}.
 */
package dewey.frames;
