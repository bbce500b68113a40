package dewey.transfers;

import dewey.config.Settings;
import dewey.conversations.Metadata;
import dewey.http.Bodies;
import dewey.http.ClientAnswer;
import dewey.http.RequestBody;
import dewey.threads.Share;
import dewey.threads.Workers;
import dewey.transcripts.ImportReport;
import dewey.transcripts.TranscriptImport;
import dewey.transcripts.Upload;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All uploads that clients are sending. A body is written to the disk as it comes and imported from there when it is whole: what breaks
 * off on its way leaves nothing, and how fast the database is does not matter to the connection.
 */
@ApplicationScoped
public class Uploads {
    private static final int MOST = 8;

    private final AtomicInteger open = new AtomicInteger();

    @Inject
    private TranscriptImport imports;

    @Inject
    private Bodies bodies;

    @Inject
    private Workers workers;

    @Inject
    private Settings settings;

    /** So that imports leave connections to the database, and workers, to the others. */
    private Share share;

    @PostConstruct
    void start() {
        share = new Share(workers::run, settings.limits().concurrentBulks(), MOST);
    }

    /**
     * Whose file it is, and where it goes.
     *
     * @param conversationId null: the conversations that the file names
     * @param sessionId null: the session that the file names
     * @param told whether the client wants to hear how far the import is
     */
    record Wish(String tenant, String name, UUID conversationId, String sessionId, boolean told) {}

    void take(HttpServletRequest request, ClientAnswer client, Wish wish) throws IOException {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            Refusal.of(503, "unavailable", "too many uploads are under way; the limit is " + MOST)
                    .answer(client);
            return;
        }
        Upload upload;
        try {
            upload = Upload.begin();
        } catch (IOException e) {
            open.decrementAndGet();
            throw e;
        }
        ImportAnswer answer = new ImportAnswer(client, wish.told());
        client.tell(() -> {}, () -> {
            if (!answer.isImporting()) {
                upload.close();
                open.decrementAndGet();
            }
        });
        bodies.take(
                request,
                client,
                new RequestBody.Intake(
                        settings.transcripts().maxFileBytes(),
                        upload.out(),
                        () -> begin(upload, answer, wish),
                        (status, reason) ->
                                Refusal.of(status, "refused", reason).answer(client)));
    }

    int count() {
        return open.get();
    }

    private void begin(Upload upload, ImportAnswer answer, Wish wish) {
        answer.importing();
        try {
            share.run(() -> importFile(upload, answer, wish));
        } catch (RejectedExecutionException e) {
            upload.close();
            open.decrementAndGet();
            answer.refused(Refusal.of(503, "unavailable", "the server is stopping"));
        }
    }

    private void importFile(Upload upload, ImportAnswer answer, Wish wish) {
        try (upload) {
            ImportReport report = imports.importFile(
                    wish.tenant(),
                    upload.file(),
                    wish.name(),
                    wish.conversationId(),
                    wish.sessionId(),
                    Metadata.EMPTY,
                    answer::progress);
            answer.report(report);
        } catch (IOException | RuntimeException e) {
            answer.refused(Refusal.of(e instanceof RuntimeException failure ? failure : new IllegalStateException(e)));
        } finally {
            open.decrementAndGet();
        }
    }
}
