package dewey.threads;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The container's threads on which requests are answered, so that the few threads that read sockets never wait for a database.
 *
 * <p>At most {@value #THREADS} at once: twice the default size of the connection pool, so that a request which waits for a
 * connection does not keep one that needs none from running. The threads come from the container's {@link ManagedThreadFactory},
 * which gives them the application's context once; a managed executor captures it anew for every task, and on Payara that looks
 * through the whole class path each time (seen: 0.2 ms and more).
 */
@ApplicationScoped
public class Workers {
    static final int THREADS = 32;

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

    /**
     * Runs {@code work} soon, on a thread that may wait.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the application is being stopped
     */
    public void run(Runnable work) {
        executor.execute(work);
    }

    /** What runs may finish; the doors have waited for it already. */
    @PreDestroy
    void stop() {
        executor.shutdown();
    }
}
