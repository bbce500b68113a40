package dewey.transports;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;

/**
 * The addresses of an upstream that are left to be tried, in their order. Each may take an equal part of the time that is left, so that one
 * which does not answer leaves some for the others. Used by one thread.
 */
final class Attempts {
    private final Queue<SocketAddress> untried;
    private final long until;
    private long turn;
    private Throwable failure;

    /** @param until when the time is over, as System.nanoTime tells it */
    Attempts(Collection<? extends SocketAddress> addresses, long until) {
        untried = new ArrayDeque<>(addresses);
        this.until = until;
    }

    boolean areOver() {
        return untried.isEmpty();
    }

    /** The next address, whose turn begins. */
    SocketAddress next(long now) {
        turn = now + (until - now) / untried.size();
        return untried.remove();
    }

    /** Whether the address that is being tried has to leave its turn to the next. */
    boolean isNextDue(long now) {
        return !areOver() && now - turn > 0;
    }

    /** {@code last}, with why those before it failed. */
    Throwable failed(Throwable last) {
        if (failure != null) {
            last.addSuppressed(failure);
        }
        failure = last;
        return last;
    }
}
