package dewey.transports;

import dewey.jsonrpc.RequestId;
import dewey.upstreams.Payload;
import dewey.upstreams.UpstreamSession;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes on what several threads tell, one call at a time, in the order in which it was told, on whichever of them is there first.
 * The end is told once, and nothing after it.
 */
public final class InOrder implements UpstreamSession.Listener {
    private static final System.Logger LOG = System.getLogger(InOrder.class.getName());

    private final UpstreamSession.Listener told;
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean ended;

    InOrder(UpstreamSession.Listener told) {
        this.told = told;
    }

    /** Whether the end has been told. */
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void opened(String subprotocol) {
        tell(() -> told.opened(subprotocol));
    }

    @Override
    public void received(Payload message) {
        tell(() -> told.received(message));
    }

    /** At once: it stands in no order to what comes from the upstream. */
    @Override
    public void taken() {
        told.taken();
    }

    @Override
    public void unanswered(RequestId id, String reason) {
        tell(() -> told.unanswered(id, reason));
    }

    @Override
    public void unanswered(RequestId id, String reason, String said) {
        tell(() -> told.unanswered(id, reason, said));
    }

    @Override
    public void errorLine(String line) {
        tell(() -> told.errorLine(line));
    }

    @Override
    public void closed(int code, String reason) {
        end(() -> told.closed(code, reason));
    }

    @Override
    public void closedByUpstream(int code, String said) {
        end(() -> told.closedByUpstream(code, said));
    }

    @Override
    public void unreachable(String reason) {
        end(() -> told.unreachable(reason));
    }

    private void end(Runnable call) {
        tell(() -> {
            ended = true;
            call.run();
        });
    }

    /** Runs {@code work} when all has been passed on that was told before; also after the end. */
    void afterwards(Runnable work) {
        enqueue(work);
    }

    private void tell(Runnable call) {
        enqueue(() -> {
            if (!ended) {
                call.run();
            }
        });
    }

    private void enqueue(Runnable call) {
        calls.add(call);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            try {
                calls.remove().run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A message of an upstream was not passed on", e);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
