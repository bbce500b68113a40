package dewey.websocket;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Who takes the messages of a socket whose frames Dewey reads itself: one at a time, in order, without blocking.
 *
 * @param texts takes text messages
 * @param binaries takes binary ones; the arrays are its own
 * @param tooLarge told that a message is over the bound, and has so many bytes at least; nothing comes after it, and to end the socket is the
 *     receiver's
 */
public record Receiver(Consumer<String> texts, Consumer<byte[]> binaries, LongConsumer tooLarge) {}
