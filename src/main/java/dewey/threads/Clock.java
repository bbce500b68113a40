package dewey.threads;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One of the container's threads, for what is to be looked at again and again and never takes long. */
@ApplicationScoped
public class Clock {
    private static final Logger LOG = System.getLogger(Clock.class.getName());

    @Resource
    private ManagedThreadFactory threads;

    private ScheduledThreadPoolExecutor executor;

    /** Made with the application: on a thread of its own later, Payara could not find the resource. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs {@code look} every so many milliseconds until the returned task is cancelled; a failure is logged and the next look comes. */
    public ScheduledFuture<?> every(long milliseconds, Runnable look) {
        return executor.scheduleAtFixedRate(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.ERROR, "A regular look failed", e);
                    }
                },
                milliseconds,
                milliseconds,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Runs {@code work} once, when so much time has passed, unless the returned task is cancelled; it must not take long.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the application is being stopped
     */
    public ScheduledFuture<?> after(Duration delay, Runnable work) {
        return executor.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
