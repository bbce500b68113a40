package dewey.metrics;

import dewey.threads.Clock;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;

/** Tells the server's own metrics what Dewey has measured, every few seconds, where the server has metrics. */
@ApplicationScoped
public class Publication {
    private static final Logger LOG = System.getLogger(Publication.class.getName());
    private static final long PERIOD_MS = 5_000;

    @Inject
    private Meters meters;

    @Inject
    private Clock clock;

    private Runnable end = () -> {};

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        try {
            Registry registry = Registry.find();
            registry.take(meters.samples());
            ScheduledFuture<?> taking = clock.every(PERIOD_MS, () -> registry.take(meters.samples()));
            end = () -> {
                taking.cancel(false);
                registry.leave();
            };
        } catch (LinkageError | RuntimeException absent) {
            LOG.log(Level.DEBUG, "This server has no MicroProfile Metrics; /api/metrics tells the same", absent);
        }
    }

    @PreDestroy
    void end() {
        end.run();
    }
}
