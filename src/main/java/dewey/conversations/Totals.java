package dewey.conversations;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many conversations large tenants have, so that not every page of a list counts all of them.
 *
 * <p>What begins and goes on this node is known at once; what other nodes do, after {@link #AGE} at the latest. Below {@link #LARGE}
 * nothing is remembered, and each page has the number of its own moment.
 */
@ApplicationScoped
public class Totals {
    static final long LARGE = 1_000;
    static final Duration AGE = Duration.ofSeconds(2);

    private record Known(long total, long at) {}

    private final Duration age;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    /** How often something has begun or gone, of all tenants that share a place. */
    private final AtomicLongArray changes = new AtomicLongArray(256);

    Totals() {
        this(AGE);
    }

    Totals(Duration age) {
        this.age = age;
    }

    OptionalLong of(String tenant) {
        Known last = known.get(tenant);
        return last == null || System.nanoTime() - last.at() > age.toNanos()
                ? OptionalLong.empty()
                : OptionalLong.of(last.total());
    }

    /** To be asked before counting. */
    long changes(String tenant) {
        return changes.get(place(tenant));
    }

    /**
     * Remembers what was counted, unless something has changed meanwhile.
     *
     * @param before what {@link #changes} said before
     */
    void counted(String tenant, long total, long before) {
        if (total < LARGE) {
            known.remove(tenant);
            return;
        }
        known.put(tenant, new Known(total, System.nanoTime()));
        // behind it, because a change in between has found nothing to forget
        if (changes(tenant) != before) {
            known.remove(tenant);
        }
    }

    /** A conversation has begun or gone: to be said after the commit. */
    void changed(String tenant) {
        changes.incrementAndGet(place(tenant));
        known.remove(tenant);
    }

    private int place(String tenant) {
        return Math.floorMod(tenant.hashCode(), changes.length());
    }
}
