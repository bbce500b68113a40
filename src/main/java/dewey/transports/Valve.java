package dewey.transports;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscription;

/** Lets the streams of one session be read while it is open. A stream asks before each piece, and holds one piece at most. */
public final class Valve {
    private final List<Subscription> waiting = new ArrayList<>();
    private boolean shut;

    /** Asks {@code stream} for its next piece, now or when the valve is opened. */
    void next(Subscription stream) {
        synchronized (this) {
            if (shut) {
                waiting.add(stream);
                return;
            }
        }
        stream.request(1);
    }

    synchronized void shut() {
        shut = true;
    }

    void open() {
        List<Subscription> streams;
        synchronized (this) {
            shut = false;
            streams = List.copyOf(waiting);
            waiting.clear();
        }
        streams.forEach(stream -> stream.request(1));
    }
}
