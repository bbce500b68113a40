package dewey.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps what the application server prints in a file of bounded size, shows Dewey's own warnings, and notices when the
 * application could not be deployed.
 */
final class ServerLog {
    private static final int KEPT_FILES = 5;
    private static final long MAX_BYTES = 10L << 20;
    private static final Pattern DEWEY_WARNING = Pattern.compile("^\\S+ (?:WARNING|SEVERE) dewey(?:\\.\\S*)? (.*)$");
    private static final Pattern FAILED =
            Pattern.compile("Exception while (?:loading|preparing|deploying) the app\\b(?: \\[[^]]*])?(?: : (.*))?");
    private static final Pattern CAUSE = Pattern.compile("^Caused by: (?:[\\w$]+(?:\\.[\\w$]+)+: )?(.*)");

    private final Path file;
    private final PrintStream terminal;
    private long written;
    private volatile String failure;
    private volatile boolean started;
    private volatile boolean changesSchema;
    private String lastCause;

    ServerLog(Path directory, PrintStream terminal) throws IOException {
        file = Files.createDirectories(directory).resolve("server.log");
        this.terminal = terminal;
        rotate();
    }

    /** Reads until the server ends. */
    void follow(InputStream output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            Writer writer = Files.newBufferedWriter(file);
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    notice(line);
                    if (written > MAX_BYTES) {
                        writer.close();
                        rotate();
                        writer = Files.newBufferedWriter(file);
                    }
                    writer.write(line);
                    writer.write('\n');
                    if (!lines.ready()) {
                        writer.flush();
                    }
                    written += line.length() + 1L;
                }
            } finally {
                writer.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void notice(String line) {
        Matcher warning = DEWEY_WARNING.matcher(line);
        if (warning.matches()) {
            terminal.println(warning.group(1));
        }
        Matcher cause = CAUSE.matcher(line);
        if (cause.matches()) {
            lastCause = cause.group(1);
        } else if (lastCause != null && line.startsWith("  - ")) {
            // so does Dewey list the problems of its configuration
            lastCause += "\n" + line;
        }
        Matcher failed = FAILED.matcher(line);
        if (failed.find() && failure == null) {
            failure = Stream.of(Optional.ofNullable(lastCause), Optional.ofNullable(failed.group(1)))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse("it does not say why");
        }
        if (line.contains("the schema is being changed")) {
            changesSchema = true;
        } else if (line.contains("the schema is up to date")) {
            changesSchema = false;
        }
        if (line.contains("Payara Micro ") && line.contains(" ready in ")) {
            started = true;
        }
    }

    /** Why the application was not deployed, or null. */
    String failure() {
        return failure;
    }

    /** Whether the server says that it has finished starting, with or without the application. */
    boolean started() {
        return started;
    }

    /** Whether the application is changing the schema, which with many messages takes longer than any start. */
    boolean changesSchema() {
        return changesSchema;
    }

    Path file() {
        return file;
    }

    private void rotate() throws IOException {
        for (int i = KEPT_FILES - 1; i >= 1; i--) {
            move(i == 1 ? file : numbered(i - 1), numbered(i));
        }
        written = 0;
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling("server.log." + number);
    }
}
