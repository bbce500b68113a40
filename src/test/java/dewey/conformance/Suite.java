package dewey.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The official conformance suite, as it is pinned in {@code src/test/npm}, and a Node.js that can run it. */
final class Suite {
    private static final long INSTALL_MINUTES = 5;
    private static final long RUN_MINUTES = 5;
    private static final long BRIDGE_SECONDS = 20;
    private static final Pattern SCENARIO = Pattern.compile("(?m)^[✓✗] (\\S+): (\\d+) passed, (\\d+) failed");
    private static final Pattern UNSCORED = Pattern.compile("(?m)^ {2}[✓✗] (\\S+) \\(");

    private final Path directory;
    private final Path node;

    private Suite(Path directory, Path node) {
        this.directory = directory;
        this.node = node;
    }

    static boolean canBeInstalled() {
        try {
            return run(Path.of("."), List.of("npm", "--version"), 1).code() == 0;
        } catch (UncheckedIOException absent) {
            return false;
        }
    }

    /** Fetches what is pinned. */
    static Suite install(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String file : List.of("package.json", "package-lock.json", "http2ws.mjs")) {
            Files.copy(Path.of("src/test/npm", file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Output installed =
                run(directory, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), INSTALL_MINUTES);
        if (installed.code() != 0) {
            throw new IllegalStateException("npm cannot fetch the conformance suite: " + installed.text());
        }
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        Path fetched = directory.resolve("node_modules/node-linux-" + machine + "/bin/node");
        return new Suite(directory, Files.exists(fetched) ? fetched : Path.of("node"));
    }

    /**
     * What it says of a server.
     *
     * @param checks of the scenarios that count, those that failed, by the names of the scenarios
     */
    record Verdict(Map<String, Integer> checks, String text) {
        /** The scenarios that did not pass. */
        List<String> failed() {
            return checks.entrySet().stream()
                    .filter(scenario -> scenario.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    /** @param revision whose requirements count */
    Verdict judge(URI server, String revision) throws IOException {
        Path suite = directory.resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js");
        List<String> command = List.of(
                node.toString(), suite.toString(), "server", "--url", server.toString(), "--requirements", revision);
        String text = run(directory, command, RUN_MINUTES).text();
        Files.writeString(directory.resolve("verdict-" + revision + "-" + server.getPort() + ".txt"), text);
        Map<String, Integer> checks = new TreeMap<>();
        Matcher scenario = SCENARIO.matcher(text);
        while (scenario.find()) {
            checks.put(scenario.group(1), Integer.parseInt(scenario.group(3)));
        }
        Matcher unscored = UNSCORED.matcher(text);
        while (unscored.find()) {
            checks.remove(unscored.group(1));
        }
        return new Verdict(checks, text);
    }

    /** Streamable HTTP in front of a WebSocket, since the suite speaks nothing else. */
    Bridge bridgeTo(URI webSocket) throws IOException, InterruptedException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        node.toString(), "http2ws.mjs", Integer.toString(port), webSocket.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("bridge.txt").toFile());
        Process process = builder.start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BRIDGE_SECONDS);
        while (!Files.readString(directory.resolve("bridge.txt")).contains("bridge")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroy();
                throw new IllegalStateException(
                        "the bridge did not start: " + Files.readString(directory.resolve("bridge.txt")));
            }
            Thread.sleep(50);
        }
        return new Bridge(process, URI.create("http://127.0.0.1:" + port + "/mcp"));
    }

    record Bridge(Process process, URI http) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
        }
    }

    private record Output(int code, String text) {}

    private static Output run(Path directory, List<String> command, long minutes) {
        try {
            Path output = Files.createTempFile("dewey-conformance", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " takes too long: " + Files.readString(output));
                }
                return new Output(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
