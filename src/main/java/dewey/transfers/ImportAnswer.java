package dewey.transfers;

import dewey.http.ClientAnswer;
import dewey.json.JsonText;
import dewey.shapes.ImportAsJson;
import dewey.transcripts.ImportReport;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What the client of an upload is told: the report, and before it how far the import is if the client wants to hear that. */
final class ImportAnswer {
    private static final long BETWEEN_SIGNS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ClientAnswer client;
    private final boolean told;
    private volatile boolean importing;
    private boolean begun;
    private long lastSign;

    ImportAnswer(ClientAnswer client, boolean told) {
        this.client = client;
        this.told = told;
    }

    /** From now on the upload belongs to the import, whether the client stays or not. */
    void importing() {
        importing = true;
    }

    boolean isImporting() {
        return importing;
    }

    void progress(long bytes, long size, int messages) {
        long now = System.nanoTime();
        if (told && (!begun || now - lastSign > BETWEEN_SIGNS)) {
            lastSign = now;
            line(JsonText.object()
                    .add(
                            "progress",
                            JsonText.object()
                                    .add("bytes", bytes)
                                    .add("size", size)
                                    .add("messages", messages))
                    .build());
        }
    }

    void report(ImportReport report) {
        JsonObject json = ImportAsJson.report(report, false);
        if (told) {
            last(JsonText.object().add("report", json).build());
        } else {
            client.whole(200, JsonText.write(json), response -> response.setHeader("Cache-Control", "no-store"));
        }
    }

    void refused(Refusal refusal) {
        if (begun) {
            last(refusal.json());
        } else {
            refusal.answer(client);
        }
    }

    private void last(JsonObject json) {
        line(json);
        client.end();
    }

    private void line(JsonObject json) {
        if (!begun) {
            begun = true;
            client.begin(response -> {
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType(ImportDoor.LINES);
                response.setHeader("Cache-Control", "no-store");
            });
        }
        client.write((JsonText.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
