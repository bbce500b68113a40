package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class ImportIT {
    private final RunningDewey dewey;
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");
    private CheckedClient client;
    private Path directory;

    ImportIT(RunningDewey dewey) {
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

    @Test
    void importsAnArrayOfMessages() throws IOException {
        // given
        String file = write("messages.json", sample("messages.json"));

        // when
        JsonObject stored = client.call(
                "dewey_store_messages_bulk",
                "messages_file",
                file,
                "session_id",
                word,
                "metadata",
                JsonOf.object("from", "a file"));

        // then
        assertThat(stored)
                .containsOnlyKeys("conversation_id", "stored", "duplicates", "message_ids", "first_turn", "last_turn");
        assertThat(stored.getInt("stored")).isEqualTo(3);
        assertThat(stored.getInt("first_turn")).isEqualTo(1);
        assertThat(stored.getInt("last_turn")).isEqualTo(3);
        JsonObject read = talk(stored).read();
        assertThat(read.getString("session_id")).isEqualTo(word);
        assertThat(read.getJsonObject("metadata")).isEqualTo(JsonOf.object("from", "a file"));
        List<JsonObject> messages = talk(stored).messages();
        assertThat(messages)
                .extracting(message -> message.getString("role"))
                .containsExactly("user", "assistant", "tool");
        assertThat(messages)
                .extracting(message -> message.getString("id"))
                .isEqualTo(stored.getJsonArray("message_ids").getValuesAs(JsonString::getString));
        assertThat(messages.get(0).getString("created_at")).isEqualTo("2026-05-01T01:00:00.000000Z");
        assertThat(messages.get(1).getJsonArray("content")).hasSize(2);
    }

    @Test
    void importsLinesAndReportsTheInvalidOnesByNumber() throws IOException {
        // given
        String file = write("messages.jsonl", sample("messages.jsonl"));

        // when
        JsonObject stored = importFile(file);

        // then
        assertThat(stored.getInt("stored")).isEqualTo(4);
        assertThat(stored.getInt("invalid_line_count")).isEqualTo(3);
        List<JsonObject> invalid = stored.getJsonArray("invalid_lines").getValuesAs(JsonObject.class);
        assertThat(invalid).extracting(line -> line.getInt("line")).containsExactly(5, 6, 8);
        assertThat(invalid.get(0).getString("reason")).contains("role", "captain");
        assertThat(invalid.get(1).getString("reason")).isEqualTo("content is blank");
        assertThat(invalid.get(2).getString("reason")).startsWith("is not JSON");
        assertThat(talk(stored).contents())
                .containsExactly(
                        "How deep is the harbour?",
                        "Eleven metres at low tide.",
                        "How deep is the harbour?",
                        "Asked and answered.");
    }

    @Test
    void importsATranscriptOfClaudeCodeOnce() throws IOException {
        // given
        String session = UUID.randomUUID().toString();
        String text = sample("session.jsonl").replace("5f0e2b1a-7c3d-4e5f-8a9b-0c1d2e3f4a5b", session);
        int rows = (int) text.lines().count();
        String file = write("session.jsonl", text);

        // when
        JsonObject first = importFile(file);
        JsonObject again = importFile(file, "return_ids", false);

        // then
        // two rows are one answer of the model
        assertThat(first.getInt("stored")).isEqualTo(rows - 1);
        assertThat(first).doesNotContainKey("invalid_lines");
        assertThat(again.getString("conversation_id")).isEqualTo(first.getString("conversation_id"));
        assertThat(again.getInt("stored")).isZero();
        assertThat(again.getInt("duplicates")).isEqualTo(rows - 1);
        assertThat(again).doesNotContainKeys("message_ids", "first_turn", "last_turn");
        JsonObject read = talk(first).read();
        assertThat(read.getString("session_id")).isEqualTo(session);
        assertThat(read.getString("title")).isEqualTo("Mending the clock of the old tower");
        assertThat(read.getInt("message_count")).isEqualTo(rows - 1);
        assertThat(talk(first).messages())
                .flatExtracting(message -> lines(message.getJsonObject("metadata")))
                .isEqualTo(IntStream.rangeClosed(1, rows).boxed().toList());
        JsonObject found = client.call("dewey_search", "query", "\"rating nut\" notches", "session_id", session);
        assertThat(found.getInt("total")).isEqualTo(1);
    }

    @Test
    void importsAnArrayAgainWithoutWhatHasAnExternalId() throws IOException {
        // given
        String file = write("messages.json", sample("messages.json"));
        Talk talk = Talk.begin(client);

        // when
        importFile(file, "conversation_id", talk.id());
        JsonObject again = importFile(file, "conversation_id", talk.id());

        // then
        assertThat(again.getInt("duplicates")).isEqualTo(1);
        assertThat(again.getInt("stored")).isEqualTo(2);
    }

    @Test
    void importsTheSameLinesIntoAConversationOnce() throws IOException {
        // given
        String file = write("messages.jsonl", sample("messages.jsonl"));
        Talk talk = Talk.begin(client);

        // when
        importFile(file, "conversation_id", talk.id());
        JsonObject again = importFile(file, "conversation_id", talk.id());

        // then
        assertThat(again.getInt("stored")).isZero();
        assertThat(again.getInt("duplicates")).isEqualTo(4);
    }

    @Test
    void keepsTheOrderOfALongFileThatIsFoundAndPagedBack() throws IOException {
        // given
        int count = 1_001;
        String lines = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"role\":\"user\",\"content\":\"" + word + " row" + i
                        + "\",\"created_at\":\"2026-01-01T00:00:" + "%02d".formatted(59 - i % 60) + "Z\"}")
                .collect(Collectors.joining("\n"));

        // when
        JsonObject stored = importFile(write("long.jsonl", lines));

        // then
        assertThat(stored.getInt("stored")).isEqualTo(count);
        List<String> read = new ArrayList<>();
        JsonObject page = talk(stored).read("limit", 400);
        while (page.containsKey("next_cursor")) {
            read.addAll(Talk.contents(page));
            page = talk(stored).read("limit", 400, "cursor", page.getString("next_cursor"));
        }
        read.addAll(Talk.contents(page));
        assertThat(read)
                .isEqualTo(IntStream.rangeClosed(1, count)
                        .mapToObj(i -> word + " row" + i)
                        .toList());
        assertThat(client.call("dewey_search", "query", word).getInt("total")).isEqualTo(count);
        assertThat(client.call("dewey_search", "query", "\"" + word + " row777\"")
                        .getInt("total"))
                .isEqualTo(1);
    }

    @Test
    void followsALinkThatStaysInside() throws IOException {
        // given
        write("messages.json", sample("messages.json"));
        Files.createSymbolicLink(directory.resolve("link.json"), Path.of("messages.json"));

        // then
        assertThat(importFile(word + "/link.json").getInt("stored")).isEqualTo(3);
        assertThat(importFile(directory.resolve("messages.json")).getInt("stored"))
                .isEqualTo(3);
    }

    private JsonObject importFile(Object file, Object... more) {
        return client.call("dewey_store_messages_bulk", Talk.joined(more, "messages_file", file));
    }

    private static List<Integer> lines(JsonObject metadata) {
        return metadata.containsKey("lines")
                ? metadata.getJsonArray("lines").getValuesAs(JsonNumber::intValue)
                : List.of(metadata.getInt("line"));
    }

    private Talk talk(JsonObject stored) {
        return new Talk(client, stored.getString("conversation_id"));
    }

    private String write(String name, String text) throws IOException {
        return dewey.importDirectory()
                .relativize(Files.writeString(directory.resolve(name), text))
                .toString();
    }

    private static String sample(String name) throws IOException {
        try (InputStream in = ImportIT.class.getResourceAsStream("/transcripts/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
