package dewey.threads;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The container's threads that carry messages from one socket to another, and that never wait for anything.
 *
 * <p>Apart from {@link Workers}, because those may all be waiting for a database that is slow.
 */
@ApplicationScoped
public class Couriers implements Executor {
    static final int THREADS = 8;

    private static final long IDLE_SECONDS = 60;

    @Resource
    private ManagedThreadFactory threads;

    private ThreadPoolExecutor executor;

    /** Made with the application: on a thread of its own later, Payara could not find the resource. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code work} soon; it must not block. */
    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    @PreDestroy
    void stop() {
        executor.shutdown();
    }
}
