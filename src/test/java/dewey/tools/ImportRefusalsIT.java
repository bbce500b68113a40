package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class ImportRefusalsIT {
    private static final String UNREADABLE = "messages_file names no readable file in the import directory";

    private final RunningDewey dewey;
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");
    private CheckedClient client;
    private Path directory;

    @TempDir
    private Path elsewhere;

    ImportRefusalsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() throws IOException {
        client = CheckedClient.of(dewey);
        directory = Files.createDirectory(dewey.importDirectory().resolve(word));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "absent.json",
                "..",
                ".",
                "",
                " ",
                "../../../../../../etc/passwd",
                "/etc/passwd",
                "/proc/self/environ",
                "a\u0000b",
                "file:///etc/passwd",
                "~/.bashrc"
            })
    void refusesWhatIsOutsideInTheWordsForWhatIsAbsent(String name) {
        assertRefusal(refusal(name)).isInvalid("messages_file").says(UNREADABLE);
    }

    @Test
    void refusesFilesBesideTheImportDirectoryByAnyName() throws IOException {
        // given
        Path secret = Files.writeString(elsewhere.resolve("secret.json"), sample("messages.json"));
        Files.createSymbolicLink(directory.resolve("link.json"), secret);
        Files.createSymbolicLink(directory.resolve("elsewhere"), elsewhere);
        Path up = dewey.importDirectory().relativize(secret);

        // then
        for (String name :
                List.of(secret.toString(), up.toString(), word + "/link.json", word + "/elsewhere/secret.json", word)) {
            assertRefusal(refusal(name)).isInvalid("messages_file").says(UNREADABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[{\"role\":\"user\",\"content\":\"x\"}",
                "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"\"}]",
                "[{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"n\":1e99999999999}}]",
                "no JSON at all",
                "{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"n\":1e99999999999}}"
            })
    void refusesAFileThatHoldsNoMessages(String text) throws IOException {
        // when
        JsonObject error = refusal(write("bad", text));

        // then
        assertThat(error.getString("field")).startsWith("messages_file");
        assertThat(error.getString("reason")).isEqualTo("invalid_argument");
        assertThat(client.call("dewey_list_conversations", "session_id", word).getInt("total"))
                .isZero();
    }

    @Test
    void namesTheMessageOfAnArrayThatIsWrong() throws IOException {
        String file =
                write("bad.json", "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\" \"}]");

        assertRefusal(refusal(file)).isInvalid("messages_file[1].content").says("messages_file[1].content is blank");
    }

    @Test
    void storesNothingOfAFileForAConversationThatIsNotThere() throws IOException {
        String file = write("messages.json", sample("messages.json"));

        assertRefusal(client.refusal(
                        "dewey_store_messages_bulk", "messages_file", file, "conversation_id", UUID.randomUUID()))
                .isNotFound("conversation_id");
    }

    private JsonObject refusal(String file) {
        return client.refusal("dewey_store_messages_bulk", "messages_file", file, "session_id", word);
    }

    private String write(String name, String text) throws IOException {
        return dewey.importDirectory()
                .relativize(Files.writeString(directory.resolve(name), text))
                .toString();
    }

    private static String sample(String name) throws IOException {
        try (InputStream in = ImportRefusalsIT.class.getResourceAsStream("/transcripts/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
