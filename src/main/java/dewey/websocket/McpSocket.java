package dewey.websocket;

import dewey.config.Settings;
import dewey.limits.Allowance;
import dewey.limits.Family;
import dewey.mcp.McpServer;
import dewey.mcp.McpSession;
import dewey.threads.Workers;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.concurrent.RejectedExecutionException;

/** MCP as it is spoken on one socket: texts in, answers out. */
final class McpSocket implements Speaker {
    private final OpenSocket socket;
    private final Allowance allowance;
    private final McpSession session;
    private final Fragments fragments;
    private final Inbox inbox;
    private final int maxMessageBytes;
    private volatile boolean ended;

    McpSocket(OpenSocket socket, McpServer server, Workers workers, Allowance allowance, Settings.WebSocket settings) {
        this.socket = socket;
        this.allowance = allowance;
        maxMessageBytes = settings.maxMessageBytes();
        session = new McpSession(socket.caller(), allowance, socket::send);
        fragments = new Fragments(maxMessageBytes);
        inbox = new Inbox(
                server,
                session,
                workers::run,
                socket::send,
                new Inbox.Bounds(
                        settings.maxQueuedMessages(), settings.maxQueuedBytes(), settings.maxConcurrentRequests()));
    }

    /** Takes one fragment. The container calls this for one fragment of a socket at a time. */
    void received(String part, boolean last) {
        try {
            fragments.add(part, last).ifPresent(this::take);
        } catch (TooLarge e) {
            refuseTooLarge();
        }
    }

    /** Takes whole messages, as they come where Dewey reads the frames itself. */
    Receiver receiver() {
        return new Receiver(this::take, binary -> receivedBinary(), bytes -> refuseTooLarge());
    }

    private void refuseTooLarge() {
        socket.end(CloseCodes.TOO_BIG, "a message is larger than " + maxMessageBytes + " bytes");
    }

    private void take(String text) {
        if (ended) {
            // what its peer had sent before it knew
            return;
        }
        try {
            if (allowance.tryTake(Family.MESSAGES).isPresent()) {
                socket.end(CloseCodes.TRY_AGAIN_LATER, allowance.bound(Family.MESSAGES));
            } else if (!inbox.add(text)) {
                socket.end(CloseCodes.TRY_AGAIN_LATER, "too many requests are waiting");
            }
        } catch (RejectedExecutionException e) {
            socket.end(CloseCodes.GOING_AWAY, "the server is stopping");
        }
    }

    /** No fragment comes any more. */
    void receivedAll() {
        fragments.drop();
    }

    void receivedBinary() {
        socket.end(CloseCodes.CANNOT_ACCEPT, "messages are text");
    }

    @Override
    public void sent() {
        // answers wait in the socket's own outbox
    }

    @Override
    public void ended(End end) {
        ended = true;
        inbox.close();
        session.close();
    }

    @Override
    public boolean isIdle() {
        return inbox.isIdle();
    }

    @Override
    public void watch(long now) {
        // a call has its own time limits
    }
}
