package dewey.deployment;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file of upstreams that the server follows: it begins with one, {@code process}, and tests may add their own. */
public final class UpstreamsFile {
    private static final String MEMBERS = "mcpServers";

    private final Path file;

    UpstreamsFile(Path directory) {
        file = directory.resolve("upstreams.json");
    }

    /** Back to what it was at the start. */
    public void reset() {
        try (var original = UpstreamsFile.class.getResourceAsStream("/upstreams.json")) {
            replace(original.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds an upstream; the server knows it within two seconds. */
    public void add(String name, JsonObject entry) {
        try {
            JsonObject document = JsonText.read(Files.readString(file)).asJsonObject();
            JsonObject entries = JsonText.object(document.getJsonObject(MEMBERS))
                    .add(name, entry)
                    .build();
            replace(JsonText.write(
                            JsonText.object(document).add(MEMBERS, entries).build())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidJson e) {
            throw new IllegalStateException(e);
        }
    }

    /** At once, so that the server never reads half of it. */
    private void replace(byte[] text) throws IOException {
        Path written = Files.write(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
