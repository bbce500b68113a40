package dewey.bridge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads server-sent events (WHATWG HTML §9.2.6), and remembers where to go on when they break off. */
final class EventReader {
    private static final long LONGEST_RETRY_MS = 30_000;

    private String lastId;
    private long retryMs = 1000;

    /** Tells the data of each event until the stream ends. */
    void read(InputStream stream, Consumer<String> data) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        StringBuilder event = new StringBuilder();
        boolean any = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (any && !event.toString().isBlank()) {
                    data.accept(event.toString());
                }
                event.setLength(0);
                any = false;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> {
                    event.append(any ? "\n" : "").append(value);
                    any = true;
                }
                case "id" -> lastId = value;
                case "retry" -> retry(value);
                default -> {
                    // comments, and the name of the event
                }
            }
        }
    }

    private void retry(String value) {
        try {
            retryMs = Math.max(0, Math.min(LONGEST_RETRY_MS, Long.parseLong(value)));
        } catch (NumberFormatException e) {
            // as the standard has it
        }
    }

    /** The id of the last event; empty when the stream cannot be gone on with. */
    Optional<String> lastId() {
        return Optional.ofNullable(lastId).filter(id -> !id.isEmpty());
    }

    long retryMs() {
        return retryMs;
    }
}
