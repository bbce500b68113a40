package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official TypeScript SDK is a client of Dewey: a script in {@code src/test/node}, with what it needs from npm. */
@OnRunningDewey
class TypeScriptSdkIT {
    private static final Path SOURCE = Path.of("src", "test", "node");
    private static final Path DIRECTORY = Path.of("target", "node");
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int PATIENCE_SECONDS = 180;

    private final RunningDewey dewey;

    TypeScriptSdkIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(isThere("node") && isThere(npm()), "skipped: node and npm are not installed here");
        Files.createDirectories(DIRECTORY);
        for (String file : List.of("package.json", "package-lock.json", "client.js")) {
            Files.copy(SOURCE.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "http"})
    void storesAndFindsAMessage(String door) throws Exception {
        // when
        URI address = door.equals("ws") ? dewey.mcp() : dewey.http("/mcp");
        JsonObject told =
                McpClient.json(run("node", "client.js", address.toString()).strip());

        // then
        String message = "A " + told.getString("word") + " from TypeScript 😀";
        assertThat(told.getString("server")).isEqualTo("dewey");
        assertThat(told.getJsonArray("tools")).hasSizeGreaterThanOrEqualTo(13);
        assertThat(told.getInt("turn")).isEqualTo(1);
        assertThat(told.getJsonArray("found")).isEqualTo(JsonOf.array(message));
        assertThat(told.getJsonArray("read")).isEqualTo(JsonOf.array(message));
        assertThat(told.getString("refused")).isEqualTo("limit is 0; it must be from 1 to 100");
        assertThat(told.getJsonArray("failures")).isEmpty();
    }

    private static String npm() {
        return WINDOWS ? "npm.cmd" : "npm";
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, WINDOWS && program.equals("node") ? "node.exe" : program))
                .anyMatch(Files::isExecutable);
    }

    /** What the program prints; it must end well and in time. */
    private static String run(String... command) throws IOException, InterruptedException {
        Path output = DIRECTORY.resolve("output.txt");
        Path errors = DIRECTORY.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + ": " + printed + Files.readString(errors))
                .isTrue();
        return printed;
    }
}
