package dewey.websocket;

import jakarta.websocket.CloseReason.CloseCode;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What carries the frames of one {@link OpenSocket}: the container's WebSocket, or {@link FramedLine}. */
interface Line {
    String id();

    /** The door that it came in by, below the application. */
    String path();

    /** Sends a message, a {@code String} or a {@code byte[]}; {@code done} is told when it has left, with null, or with what went wrong. */
    void send(Object message, Consumer<Throwable> done);

    /** When the peer last took a piece of a message, of {@link System#nanoTime}; empty where that cannot be seen. */
    OptionalLong lastTaken();

    /** @param failed told when the connection turns out to be broken */
    void ping(Consumer<Throwable> failed);

    /** Sends a close frame behind what was sent, and closes the connection when the peer has answered it. May wait. */
    void close(CloseCode code, String reason) throws IOException;

    /**
     * Takes no more from the peer until {@link #resume}; a message that is under way may still come. A line that cannot wait goes on: then
     * what comes must be bounded by whoever takes it.
     */
    void pause();

    void resume();

    boolean isPaused();
}
