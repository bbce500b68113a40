package dewey.transports;

import java.time.Duration;

/**
 * The silence behind what an upstream has said, in which a few pings find out whether it is still there.
 *
 * <p>The JDK's WebSocket (seen with 17) does not tell of an end that comes right behind data: a server that answers and closes, or is
 * killed while it writes, would be missed until the regular pings have waited for their pongs, a minute and more. A ping to a peer that is
 * gone is answered by a reset, and one of the next cannot be sent. A missing pong alone ends nothing here: a server may be busy.
 */
final class Silence {
    private static final long AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int MOST_PINGS = 4;

    private long since;
    private int pingsLeft;

    /** Something was said: when nothing follows, that is a silence. */
    synchronized void begins(long now) {
        since = now;
        pingsLeft = MOST_PINGS;
    }

    /** It is still there. */
    synchronized void isExplained() {
        pingsLeft = 0;
    }

    /** Whether it is time for a ping, which is then one less. */
    synchronized boolean asksForPing(long now) {
        if (pingsLeft == 0 || now - since < AFTER_NANOS) {
            return false;
        }
        since = now;
        pingsLeft--;
        return true;
    }
}
