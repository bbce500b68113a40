package dewey.http;

import dewey.config.Settings;
import dewey.http.RequestBody.Intake;
import dewey.threads.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/** The bodies of requests that are on their way: none may take for ever, not even one of a byte now and then. */
@ApplicationScoped
public class Bodies {
    private static final long WATCH_MS = 1000;

    private final Set<RequestBody> coming = ConcurrentHashMap.newKeySet();

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    private ScheduledFuture<?> watch;

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        watch = clock.every(WATCH_MS, this::watch);
    }

    /**
     * Hands over the body of a request when all of it is there. Otherwise answers by itself: 415 to an encoded one, 413 to one of more
     * than {@code maxBytes}, 408 to one that does not come; nothing to a client that has gone.
     *
     * @param whole told at most once
     */
    public void take(HttpServletRequest request, ClientAnswer answer, int maxBytes, Consumer<byte[]> whole)
            throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        take(request, answer, new Intake(maxBytes, read, () -> whole.accept(read.toByteArray()), answer::refuse));
    }

    /** The same for a body that is written elsewhere as it comes. */
    public void take(HttpServletRequest request, ClientAnswer answer, Intake intake) throws IOException {
        RequestBody body = new RequestBody(request, answer, intake, coming::remove);
        if (!body.isRefused(request)) {
            coming.add(body);
            body.begin();
        }
    }

    private void watch() {
        long now = System.nanoTime();
        coming.forEach(body -> body.watch(now, settings.http().bodyTimeout()));
    }

    @PreDestroy
    void stop() {
        watch.cancel(false);
    }
}
