package dewey.mcp;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The container's threads on which requests are answered, so that the few threads that read sockets never wait for a database.
 *
 * <p>At most {@value #THREADS} at once: twice the default size of the connection pool, so that a request which waits for a
 * connection does not keep one that needs none from running.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = "java:app/concurrent/dewey-requests", maxAsync = Workers.THREADS)
public class Workers {
    static final int THREADS = 32;

    @Resource(lookup = "java:app/concurrent/dewey-requests")
    private ManagedExecutorService executor;

    /**
     * Runs {@code work} soon, on a thread that may wait.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the application is being stopped
     */
    public void run(Runnable work) {
        executor.execute(work);
    }
}
