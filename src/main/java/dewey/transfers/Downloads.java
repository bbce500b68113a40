package dewey.transfers;

import dewey.config.Settings;
import dewey.exports.Choice;
import dewey.exports.ExportFormat;
import dewey.exports.Exports;
import dewey.http.ClientAnswer;
import dewey.threads.Clock;
import dewey.threads.Share;
import dewey.threads.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;

/** All exports that clients are taking; bounded, and those whose clients do not read are cut. */
@ApplicationScoped
public class Downloads {
    private static final int MOST = 16;
    private static final long WATCH_MS = 1_000;

    private final Set<Download> open = ConcurrentHashMap.newKeySet();

    @Inject
    private Exports exports;

    @Inject
    private Choice choice;

    @Inject
    private Workers workers;

    @Inject
    private Clock clock;

    @Inject
    private Settings settings;

    /** So that exports leave connections to the database, and workers, to the others. */
    private Share share;

    private ScheduledFuture<?> watch;

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        share = new Share(workers::run, settings.limits().concurrentBulks(), MOST);
        watch = clock.every(WATCH_MS, this::watch);
    }

    void begin(ClientAnswer client, String tenant, Choice.Wish wish, ExportFormat format) {
        if (open.size() >= MOST) {
            Refusal.of(503, "unavailable", "too many exports are under way; the limit is " + MOST)
                    .answer(client);
            return;
        }
        Download download = new Download(client, format, share);
        open.add(download);
        client.tell(download::lost, () -> open.remove(download));
        download.begin(
                () -> choice.of(tenant, wish),
                (selection, from) -> exports.write(tenant, selection, format, from, Download.PART));
    }

    int count() {
        return open.size();
    }

    private void watch() {
        long now = System.nanoTime();
        Duration patience = settings.websocket().sendTimeout();
        open.forEach(download -> download.cutIfStalled(now, patience));
    }

    @PreDestroy
    void stop() {
        watch.cancel(false);
        open.forEach(Download::cut);
    }
}
