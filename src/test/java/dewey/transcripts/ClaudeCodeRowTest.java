package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeCodeRowTest {
    @Test
    void makesTheTextOfEachKindOfRowSearchable() throws Exception {
        assertThat(session())
                .extracting(NewMessage::content)
                .containsExactly(
                        "Mending the clock of the old tower",
                        "[file-history-snapshot]",
                        "The clock of the tower loses nine minutes a day. Where do we begin?",
                        "The pendulum comes first: its length sets the rate.",
                        "Let me measure the pendulum.\nMeasure\npendulum rod\nmm\ns",
                        "rod: 1006 mm, swings in 2.012 s",
                        "[image image/png]",
                        "Conversation compacted",
                        "[system api_error]",
                        "and oil the bearings",
                        "[queue-operation]",
                        "[queue-operation]",
                        "[pr-link]",
                        "[array]",
                        "[hologram]",
                        "The rod is 12 mm too long; turn the rating nut by four notches.");
    }

    @Test
    void keepsTheRoleOfSpokenRowsAndMakesAllOthersSystem() throws Exception {
        List<NewMessage> session = session();

        assertThat(session.subList(2, 7))
                .extracting(NewMessage::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.ASSISTANT, Role.USER, Role.USER);
        assertThat(session.subList(7, 15)).extracting(NewMessage::role).containsOnly(Role.SYSTEM);
    }

    @Test
    void keepsTheWholeRowAndItsLine() throws Exception {
        List<String> lines = Samples.lines("session.jsonl");
        List<NewMessage> session = session();

        for (int i = 0; i < lines.size(); i++) {
            assertThat(session.get(i).metadata().value().getInt("line")).isEqualTo(i + 1);
            assertThat(session.get(i).metadata().value().get("row")).isEqualTo(JsonText.read(lines.get(i)));
        }
    }

    @Test
    void takesTheTimeOfARowWhenItIsOne() throws Exception {
        List<NewMessage> session = session();

        assertThat(session.get(2).createdAt()).isEqualTo(Instant.parse("2026-03-01T08:00:01.125Z"));
        assertThat(session.get(8).createdAt()).isNull();
        assertThat(session.get(13).createdAt()).isNull();
    }

    @Test
    void namesTheModelAsTheAuthorOfWhatItSays() throws Exception {
        assertThat(session().get(3).author()).isEqualTo("claude-opus-4");
        assertThat(session().get(2).author()).isNull();
    }

    @Test
    void suggestsSummariesAndWhatUsersSayAsTitle() throws Exception {
        assertThat(row("{\"type\":\"summary\",\"summary\":\"A  clock\\n mended\"}")
                        .title())
                .contains("A clock mended");
        assertThat(row("{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"<command-name>/clear\"}}")
                        .title())
                .isEmpty();
        assertThat(row("{\"type\":\"user\",\"isMeta\":true,\"message\":{\"role\":\"user\",\"content\":\"Caveat\"}}")
                        .title())
                .isEmpty();
        assertThat(row("{\"type\":\"summary\",\"summary\":\"" + "😀".repeat(500) + "\"}")
                        .title()
                        .orElseThrow())
                .hasSizeLessThanOrEqualTo(100)
                .isEqualTo("😀".repeat(49) + "…");
    }

    @Test
    void tellsTheTranscriptOfASubagentFromThatOfItsSession() throws Exception {
        assertThat(row("{\"sessionId\":\"s\",\"agentId\":\"a\"}").session()).contains("s/a");
        assertThat(row("{\"sessionId\":\"s\"}").session()).contains("s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "17",
                "\"text\"",
                "[]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"\"}",
                "{\"type\":\"user\"}",
                "{\"type\":\"assistant\",\"message\":\"no object\"}",
                "{\"type\":\"user\",\"message\":{\"content\":[]}}",
                "{\"type\":\"user\",\"message\":{\"role\":7,\"content\":[[],null,3,{\"type\":\"text\"},{\"type\":\"image\"}]}}",
                "{\"type\":\"user\",\"message\":{\"role\":\"admin\",\"content\":\" \"},\"timestamp\":\"+99999-01-01T00:00:00Z\"}",
                "{\"type\":\"assistant\",\"message\":{\"model\":{},\"content\":[{\"type\":\"tool_use\",\"input\":[{\"a\":[null,true]}]}]}}",
            })
    void hasNoOddRowThatIsNoMessage(String text) throws Exception {
        NewMessage message = row(text).message(1, "id");

        assertThat(message.content()).isNotBlank();
        assertThat(message.createdAt()).isNull();
    }

    private static List<NewMessage> session() throws Exception {
        RowIds ids = new RowIds();
        List<NewMessage> messages = new ArrayList<>();
        for (Line line : Samples.read(Samples.bytes("session.jsonl"), Samples.MAX_LINE_BYTES)) {
            ClaudeCodeRow row = row(line.text());
            messages.add(row.message(line.number(), ids.of(row.uuid(), line.bytes())));
        }
        return messages;
    }

    private static ClaudeCodeRow row(String text) throws InvalidJson {
        return new ClaudeCodeRow(JsonText.read(text));
    }
}
