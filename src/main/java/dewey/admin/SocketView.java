package dewey.admin;

import dewey.websocket.OpenSocket;

/** A socket as JMX shows it. */
public final class SocketView {
    private final OpenSocket socket;

    SocketView(OpenSocket socket) {
        this.socket = socket;
    }

    public String getId() {
        return socket.id();
    }

    /** The door that it came in by. */
    public String getPath() {
        return socket.path();
    }

    public String getCaller() {
        return socket.caller().name();
    }

    public String getTenant() {
        return socket.caller().tenant();
    }

    public String getOpenedAt() {
        return socket.openedAt().toString();
    }

    /** Whether Dewey reads and writes its frames itself. */
    public boolean isOwnFrames() {
        return socket.isFramed();
    }

    public long getWaitingBytes() {
        return socket.waitingBytes();
    }
}
