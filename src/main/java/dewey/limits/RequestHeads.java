package dewey.limits;

import dewey.config.Settings;
import dewey.threads.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * The heads of requests that are on their way: none may take for ever, not even one of a byte now and then. An application hears of a
 * request when its head is there, and Payara, where it waits, begins anew with each byte; so Dewey listens to Payara's listeners. Other
 * servers have a bound of their own.
 */
@ApplicationScoped
public class RequestHeads {
    private static final long LOOK_MS = 1000;

    /** When the head began that is not there yet, by the connection. */
    private final Map<PayaraListeners.Client, Long> awaited = new ConcurrentHashMap<>();

    private final LongAdder cut = new LongAdder();
    private final PayaraListeners listeners =
            new PayaraListeners(client -> awaited.put(client, System.nanoTime()), client -> awaited.remove(client));
    private final Clock clock;
    private final Duration timeout;
    private ScheduledFuture<?> look;

    @Inject
    RequestHeads(Settings settings, Clock clock) {
        this.clock = clock;
        timeout = settings == null ? Duration.ZERO : settings.http().headTimeout();
    }

    /** For CDI's client proxy only. */
    protected RequestHeads() {
        this(null, null);
    }

    /** Made with the application. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        look = clock.every(LOOK_MS, () -> look(System.nanoTime()));
    }

    /** Listeners may come later than the application, and again when they are configured anew. */
    private void look(long now) {
        listeners.listen();
        awaited.forEach((client, begun) -> {
            if (!client.isOpen()) {
                awaited.remove(client);
            } else if (now - begun > timeout.toNanos() && awaited.remove(client, begun)) {
                client.cut();
                cut.increment();
            }
        });
    }

    /** How many connections were cut because the head of a request did not come. */
    public long cut() {
        return cut.sum();
    }

    @PreDestroy
    void stop() {
        look.cancel(false);
        listeners.leave();
        awaited.clear();
    }
}
