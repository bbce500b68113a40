package dewey.proxy;

import java.util.concurrent.atomic.AtomicBoolean;

/** Tells another listener of the end once, and of nothing after it, however often and by whichever thread it is told. */
final class Once implements UpstreamSession.Listener {
    private final UpstreamSession.Listener listener;
    private final AtomicBoolean ended = new AtomicBoolean();

    Once(UpstreamSession.Listener listener) {
        this.listener = listener;
    }

    boolean hasEnded() {
        return ended.get();
    }

    @Override
    public void opened(String subprotocol) {
        if (!ended.get()) {
            listener.opened(subprotocol);
        }
    }

    @Override
    public void received(Payload message) {
        if (!ended.get()) {
            listener.received(message);
        }
    }

    @Override
    public void errorLine(String line) {
        if (!ended.get()) {
            listener.errorLine(line);
        }
    }

    @Override
    public void closed(int code, String reason) {
        if (ended.compareAndSet(false, true)) {
            listener.closed(code, reason);
        }
    }

    @Override
    public void unreachable(String reason) {
        if (ended.compareAndSet(false, true)) {
            listener.unreachable(reason);
        }
    }
}
