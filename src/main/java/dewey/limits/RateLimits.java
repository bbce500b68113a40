package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.Settings;
import dewey.security.Caller;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;

/** How often callers may ask. A caller with credentials counts under its name wherever it comes from, all others by their address. */
@ApplicationScoped
public class RateLimits {
    private static final Logger LOG = System.getLogger(RateLimits.class.getName());
    private static final long SWEEP_MS = 1000;
    /** So long, and no longer, may the nodes of a cluster together grant what only one of them should. */
    private static final long SETTLE_MS = 100;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    private Workers workers;

    private LimitSettings limits;
    private Buckets buckets;
    private ScheduledFuture<?> sweep;
    private RegularWork settling;
    private volatile boolean gridIsAway;

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        limits = settings.limits();
        buckets = new Buckets(limits, System::nanoTime);
        sweep = clock.every(SWEEP_MS, buckets::forgetFull);
        if (limits.shared()) {
            share();
        }
    }

    private void share() {
        try {
            Settlement settlement = new Settlement(
                    buckets,
                    GridLedger.ofThisServer(),
                    () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
            // the grid may take its time, which the clock's own thread has not got
            settling = new RegularWork(clock, workers, SETTLE_MS, () -> settle(settlement));
            LOG.log(Level.INFO, "the rate limits are shared by all nodes of the data grid");
        } catch (NamingException | RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "dewey.limits.shared is set, but this server has no data grid: each node counts for itself",
                    e);
        }
    }

    private void settle(Settlement settlement) {
        try {
            settlement.settle();
            gridIsAway = false;
        } catch (RuntimeException e) {
            if (!gridIsAway) {
                LOG.log(Level.WARNING, "the data grid does not answer: each node counts for itself until it does", e);
            }
            gridIsAway = true;
        }
    }

    /** What this caller may ask for; all its connections share it. */
    public Allowance of(Caller caller, String address) {
        if (caller.isLocal()) {
            return limits.local() ? Allowance.of(Addresses.group(address), buckets) : Allowance.UNLIMITED;
        }
        return Allowance.of(caller.tenant() + '/' + caller.name(), buckets);
    }

    /** How often one of this family was asked for on this node and there was none left. */
    public long refused(Family family) {
        return buckets.refused(family);
    }

    @PreDestroy
    void stop() {
        sweep.cancel(false);
        if (settling != null) {
            settling.close();
        }
    }
}
