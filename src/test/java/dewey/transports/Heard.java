package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.RequestId;
import dewey.upstreams.Payload;
import dewey.upstreams.UpstreamSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what an upstream session tells, one line for each call. */
public final class Heard implements UpstreamSession.Listener {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @Override
    public void opened(String subprotocol) {
        calls.add("opened " + subprotocol);
    }

    @Override
    public void received(Payload message) {
        calls.add(message instanceof Payload.Text text ? text.text() : "binary");
    }

    @Override
    public void taken() {
        // how fast it goes is asked elsewhere
    }

    @Override
    public void unanswered(RequestId id, String reason) {
        calls.add("unanswered " + id + ": " + reason);
    }

    @Override
    public void errorLine(String line) {
        calls.add("stderr " + line);
    }

    @Override
    public void closed(int code, String reason) {
        calls.add("closed " + code + ": " + reason);
    }

    @Override
    public void unreachable(String reason) {
        calls.add("unreachable: " + reason);
    }

    public String next() throws InterruptedException {
        String call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(call).as("the next that is told").isNotNull();
        return call;
    }

    public List<String> next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            next.add(next());
        }
        return next;
    }

    /** What comes up to and with the first call that starts so. */
    public List<String> until(String start) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        do {
            seen.add(next());
        } while (!seen.get(seen.size() - 1).startsWith(start));
        return seen;
    }

    public int waiting() {
        return calls.size();
    }

    public void staysSilentFor(long millis) throws InterruptedException {
        assertThat(calls.poll(millis, TimeUnit.MILLISECONDS)).isNull();
    }
}
