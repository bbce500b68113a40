package dewey.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A session of the container's. Jakarta WebSocket has no way to stop reading. */
final class SessionLine implements Line {
    private final Session session;
    private final String path;

    SessionLine(Session session) {
        this.session = session;
        path = session.getRequestURI().getPath();
    }

    @Override
    public String id() {
        return session.getId();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void send(Object message, Consumer<Throwable> done) {
        SendHandler through = result -> done.accept(result.isOK() ? null : result.getException());
        if (message instanceof String text) {
            session.getAsyncRemote().sendText(text, through);
        } else {
            session.getAsyncRemote().sendBinary(ByteBuffer.wrap((byte[]) message), through);
        }
    }

    /** Jakarta WebSocket tells only when all of a message has left. */
    @Override
    public OptionalLong lastTaken() {
        return OptionalLong.empty();
    }

    @Override
    public void ping(Consumer<Throwable> failed) {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            failed.accept(e);
        }
    }

    @Override
    public void close(CloseCode code, String reason) throws IOException {
        session.close(new CloseReason(code, reason));
    }

    @Override
    public void pause() {
        // goes on
    }

    @Override
    public void resume() {
        // was never paused
    }

    @Override
    public boolean isPaused() {
        return false;
    }
}
