package dewey.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeCodeTest {
    private final ClaudeCode format = new ClaudeCode("session", null);

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
        List<Row> rows = Given.rows("session.jsonl");
        List<NewMessage> session = session();

        for (int i = 0; i < rows.size(); i++) {
            JsonObject metadata = session.get(i).metadata().value();
            boolean spread = metadata.containsKey("rows");
            assertThat(spread ? metadata.getJsonArray("lines").getInt(0) : metadata.getInt("line"))
                    .isEqualTo(i + 1);
            assertThat(spread ? metadata.getJsonArray("rows").get(0) : metadata.get("row"))
                    .isEqualTo(rows.get(i).value());
        }
    }

    @Test
    void putsTheRowsOfOneAnswerTogether() throws Exception {
        List<NewMessage> session = session();
        NewMessage thinking = session.get(3);

        NewMessage whole = format.joined(thinking.metadata(), session.get(4)).orElseThrow();

        assertThat(whole.externalId()).isEqualTo("msg_tower_1");
        assertThat(whole.content())
                .isEqualTo(
                        "The pendulum comes first: its length sets the rate.\nLet me measure the pendulum.\nMeasure\n"
                                + "pendulum rod\nmm\ns");
        assertThat(whole.createdAt()).isEqualTo(thinking.createdAt());
        JsonObject metadata = whole.metadata().value();
        assertThat(metadata.getJsonArray("lines")).hasToString("[4,5]");
        assertThat(metadata.getJsonArray("rows")).hasSize(2);
        assertThat(metadata.getJsonArray("tool_uses")).hasToString("[{\"id\":\"toolu_tower_1\",\"name\":\"Measure\"}]");
        assertThat(format.joined(whole.metadata(), session.get(3))).isEmpty();
        assertThat(format.joined(whole.metadata(), whole)).isEmpty();
    }

    @Test
    void saysTheSameBlockOfTwoRowsOnceAndKeepsBothRows() throws Exception {
        String row =
                "{\"type\":\"assistant\",\"uuid\":\"%s\",\"message\":{\"id\":\"m\",\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"once\"}],\"stop_reason\":%s}}";
        List<NewMessage> messages =
                Given.messages(format, row.formatted("a", "null"), row.formatted("b", "\"end_turn\""));

        NewMessage whole =
                format.joined(messages.get(0).metadata(), messages.get(1)).orElseThrow();

        assertThat(whole.content()).isEqualTo("once");
        assertThat(whole.metadata().value().getJsonArray("rows")).hasSize(2);
    }

    @Test
    void linksTheResultOfAToolToItsUse() throws Exception {
        JsonObject metadata = session().get(5).metadata().value();

        assertThat(metadata.getJsonArray("tool_results"))
                .hasToString("[{\"tool_use_id\":\"toolu_tower_1\",\"name\":\"Measure\",\"message\":\"msg_tower_1\"}]");
        assertThat(metadata.getString("parent")).isEqualTo("0b7d1c52-0000-4000-8000-000000000003");
    }

    @Test
    void tellsSidechainsAndWhereTheContextWasCompacted() throws Exception {
        List<NewMessage> messages = Given.messages(
                format,
                "{\"type\":\"user\",\"isSidechain\":true,\"message\":{\"role\":\"user\",\"content\":\"aside\"}}",
                "{\"type\":\"system\",\"subtype\":\"compact_boundary\",\"logicalParentUuid\":\"p\",\"content\":\"c\"}",
                "{\"type\":\"user\",\"isCompactSummary\":true,\"message\":{\"role\":\"user\",\"content\":\"so far\"}}");

        assertThat(messages.get(0).metadata().value().getBoolean("sidechain")).isTrue();
        assertThat(messages.get(1).metadata().value().getString("compaction")).isEqualTo("boundary");
        assertThat(messages.get(1).metadata().value().getString("parent")).isEqualTo("p");
        assertThat(messages.get(2).metadata().value().getString("compaction")).isEqualTo("summary");
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
        NewMessage message = Given.messages(format, text).get(0);

        assertThat(message.content()).isNotBlank();
        assertThat(message.createdAt()).isNull();
    }

    /** The message that each row is, before those of one answer are put together. */
    private List<NewMessage> session() throws Exception {
        return Given.messages(format, Given.rows("session.jsonl"));
    }

    private static ClaudeCodeRow row(String text) throws InvalidJson {
        return new ClaudeCodeRow(JsonText.read(text));
    }
}
