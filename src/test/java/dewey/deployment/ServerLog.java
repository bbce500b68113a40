package dewey.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the server has written to its log so far, over all files of the rotation. */
public final class ServerLog {
    private static final Pattern DETAILED = Pattern.compile(" FINE dewey|\\[FINE] \\[[^]]*] \\[dewey| DEBUG \\[dewey");

    private final Path directory;

    ServerLog(Path directory) {
        this.directory = directory;
    }

    public String text() {
        return files().stream().map(ServerLog::read).collect(Collectors.joining());
    }

    /** How many lines it has of Dewey at DEBUG, as Payara Micro in the tests, Payara Server and WildFly write them. */
    public int detailedLines() {
        return (int) DETAILED.matcher(text()).results().count();
    }

    /** How many bytes it has. */
    public long length() {
        return files().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** What was written behind the first {@code bytes}. */
    public String since(long bytes) {
        StringBuilder fresh = new StringBuilder();
        long skipped = bytes;
        for (Path file : files()) {
            try (InputStream in = Files.newInputStream(file)) {
                skipped -= in.skip(Math.min(skipped, Files.size(file)));
                fresh.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return fresh.toString();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("server.log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
