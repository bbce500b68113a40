package dewey.upstreams;

import dewey.jsonrpc.RequestId;

/**
 * Tells an upstream's health what its session tells, on the way to whoever listens; but not in the upstream's words, because anybody may ask
 * for its health.
 *
 * @param trial what the session may tell
 * @param next whoever listens
 */
public record WatchedListener(UpstreamHealth.Trial trial, UpstreamSession.Listener next)
        implements UpstreamSession.Listener {
    @Override
    public void opened(String subprotocol) {
        next.opened(subprotocol);
    }

    @Override
    public void received(Payload message) {
        trial.received();
        next.received(message);
    }

    @Override
    public void taken() {
        next.taken();
    }

    @Override
    public void unanswered(RequestId id, String reason) {
        tell(id, reason);
        next.unanswered(id, reason);
    }

    @Override
    public void unanswered(RequestId id, String reason, String said) {
        tell(id, reason);
        next.unanswered(id, reason, said);
    }

    private void tell(RequestId id, String reason) {
        if (id != null) {
            trial.unanswered(reason);
        } else {
            trial.received();
        }
    }

    @Override
    public void errorLine(String line) {
        next.errorLine(line);
    }

    @Override
    public void closed(int code, String reason) {
        trial.closed(code, reason);
        next.closed(code, reason);
    }

    @Override
    public void closedByUpstream(int code, String said) {
        trial.closed(code, "the upstream ended the session with close code " + code);
        next.closedByUpstream(code, said);
    }

    @Override
    public void unreachable(String reason) {
        trial.unreachable(reason);
        next.unreachable(reason);
    }
}
