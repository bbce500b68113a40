package dewey.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The console in a real Chromium, driven by a script in {@code src/test/browser} with what it needs from npm. */
@OnRunningDewey
class ConsoleBrowserIT {
    private static final Path SOURCE = Path.of("src", "test", "browser");
    private static final Path DIRECTORY = Path.of("target", "browser");
    private static final int PATIENCE_MINUTES = 5;
    private static final String HOSTILE =
            "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) \u001b[31mred \u202Egnp";

    private final RunningDewey dewey;
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");

    ConsoleBrowserIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void showsWhatIsStoredToPeopleWhoSeeHearOrType() throws Exception {
        // given
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(chromium != null, "skipped: there is no Chromium here");
        assumeTrue(install(), "skipped: node and npm cannot install what the test needs here");
        JsonObject given = given();

        // when
        JsonObject seen = McpClient.json(
                run("node", "console.mjs", dewey.http("/").toString(), given.toString(), chromium.toString()));

        // then
        assertThat(seen.getString("title")).isEqualTo("Overview · Dewey");
        assertThat(seen.getInt("tiles")).isEqualTo(6);
        assertThat(seen.getInt("plots")).isEqualTo(6);
        assertThat(seen.getString("marked")).isEqualTo(word);
        assertThat(seen.getString("found")).isEqualTo("Here is " + word + " in bold");
        assertThat(seen.getBoolean("focused")).isTrue();
        assertThat(texts(seen, "hostile"))
                .containsExactly(HOSTILE.replace("\u001b", "ESC").replace("\u202E", "RLO"));
        assertThat(seen.getInt("alive")).isZero();
        assertThat(texts(seen, "edited")).containsExactly("green", "blue");
        assertThat(seen.getInt("gone")).isEqualTo(404);
        assertThat(seen.getInt("restored")).isEqualTo(200);
        JsonObject policy = seen.getJsonArray("policy").getJsonObject(0);
        assertThat(policy.getInt("older_than_days")).isEqualTo(3650);
        assertThat(policy.getJsonObject("metadata").getString("source")).isEqualTo("proxy");
        assertThat(seen.getInt("policies")).isZero();
        assertThat(texts(seen, "folds")).containsExactly("Thinking", "Bash", "Failed");
        assertThat(seen.getString("unfolded")).contains("\"command\": \"tail " + word + "\"");
        assertThat(seen.getString("token")).isNotBlank();
        assertThat(seen.getString("chain")).isEqualTo("sound");
        assertThat(seen.getInt("dialogs")).isZero();
        assertThat(seen.getString("frame")).contains("\"method\": \"initialize\"", word);
        assertThat(seen.getString("saved")).isEqualTo("second");
        assertThat(seen.getInt("deleted")).isEqualTo(404);
        assertThat(seen.getString("theme")).isEqualTo("light");
        assertThat(texts(seen, "problems")).isEmpty();
        assertThat(texts(seen, "foreign")).isEmpty();
        assertThat(texts(seen, "violations")).isEmpty();
        assertThat(texts(seen, "wide")).isEmpty();
    }

    private JsonObject given() throws InterruptedException {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            String conversation = conversation(client, "Shown", "Here is " + word + " in **bold**");
            String hostile = conversation(client, "<b>Hostile</b>", HOSTILE);
            return JsonOf.object(
                    "word", word, "conversation", conversation, "hostile", hostile, "session", session(client));
        }
    }

    private static String conversation(McpClient client, String title, String content) {
        String id = client.structured("dewey_begin_conversation", JsonOf.object("title", title))
                .getString("conversation_id");
        client.structured(
                "dewey_store_message", JsonOf.object("conversation_id", id, "role", "user", "content", content));
        return id;
    }

    /** A recorded session of a client that is named by the word, with an upstream that says what it hears. */
    private String session(McpClient reader) throws InterruptedException {
        try (McpClient relayed = McpClient.connect(dewey.webSocket("/proxy/process"))) {
            relayed.ask(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"" + word + "\",\"version\":\"1\"}}}");
        }
        for (int look = 0; look < 400; look++) {
            Optional<JsonObject> own = reader
                    .structured(
                            "dewey_list_sessions", JsonOf.object("upstream", "process", "state", "ended", "limit", 100))
                    .getJsonArray("sessions")
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .filter(session -> session.toString().contains(word))
                    .findFirst();
            if (own.isPresent()) {
                return own.get().getString("conversation_id");
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the session was not recorded");
    }

    private static List<String> texts(JsonObject seen, String name) {
        return seen.getJsonArray(name).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private static boolean install() throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        for (String file : List.of("package.json", "package-lock.json", "console.mjs")) {
            Files.copy(SOURCE.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            return process("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                            .exitValue()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = process(command);
        String printed = Files.readString(DIRECTORY.resolve("output.txt"));
        assertThat(process.exitValue())
                .as(printed + Files.readString(DIRECTORY.resolve("errors.txt")))
                .isZero();
        return printed.strip();
    }

    private static Process process(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectOutput(DIRECTORY.resolve("output.txt").toFile())
                .redirectError(DIRECTORY.resolve("errors.txt").toFile())
                .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        return process;
    }
}
