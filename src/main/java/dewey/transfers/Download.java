package dewey.transfers;

import dewey.conversations.Succession;
import dewey.exports.ExportFormat;
import dewey.exports.ExportPart;
import dewey.exports.Place;
import dewey.http.ClientAnswer;
import dewey.threads.Share;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * One export on its way to a client: the next part is made when the client has taken the one before. Between them it holds no thread, no
 * connection and no transaction.
 */
final class Download {
    /** Characters of one part. */
    static final int PART = 256 << 10;

    private static final Logger LOG = System.getLogger(Download.class.getName());

    private final ClientAnswer client;
    private final ExportFormat format;
    private final Share workers;
    private BiFunction<Succession, Optional<Place>, ExportPart> writer;
    private Succession selection;
    private volatile boolean lost;

    Download(ClientAnswer client, ExportFormat format, Share workers) {
        this.client = client;
        this.format = format;
        this.workers = workers;
    }

    void begin(Supplier<Succession> chosen, BiFunction<Succession, Optional<Place>, ExportPart> parts) {
        writer = parts;
        workers.run(() -> {
            ExportPart first;
            try {
                selection = chosen.get();
                first = writer.apply(selection, Optional.empty());
            } catch (RuntimeException e) {
                // nothing is said yet: the status can still tell
                Refusal.of(e).answer(client);
                return;
            }
            client.begin(this::head);
            send(first);
        });
    }

    private void head(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Content-Type", format.mediaType());
        response.setHeader("Content-Disposition", "attachment; filename=\"dewey-export." + format.suffix() + "\"");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    }

    private void send(ExportPart part) {
        client.write(part.text().getBytes(StandardCharsets.UTF_8));
        if (part.next().isEmpty()) {
            client.end();
            return;
        }
        Place next = part.next().get();
        client.whenWritten(() -> {
            try {
                workers.run(() -> goOn(next));
            } catch (RejectedExecutionException e) {
                cut();
            }
        });
    }

    private void goOn(Place from) {
        if (lost) {
            return;
        }
        try {
            send(writer.apply(selection, Optional.of(from)));
        } catch (RuntimeException e) {
            // the status is said already: only a connection that breaks tells that the file is not whole
            LOG.log(Level.WARNING, "An export broke off", e);
            cut();
        }
    }

    void lost() {
        lost = true;
    }

    void cutIfStalled(long now, Duration patience) {
        if (client.stalledFor(now).compareTo(patience) > 0) {
            cut();
        }
    }

    void cut() {
        lost = true;
        client.cut();
    }
}
