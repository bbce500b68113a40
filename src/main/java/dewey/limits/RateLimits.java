package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.Settings;
import dewey.security.Caller;
import dewey.threads.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;

/** How often callers may ask. A caller with credentials counts under its name wherever it comes from, all others by their address. */
@ApplicationScoped
public class RateLimits {
    private static final long SWEEP_MS = 1000;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    private LimitSettings limits;
    private Buckets buckets;
    private ScheduledFuture<?> sweep;

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        limits = settings.limits();
        buckets = new Buckets(limits, System::nanoTime);
        sweep = clock.every(SWEEP_MS, buckets::forgetFull);
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
    }
}
