package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was stored is what is read, whatever it is. */
@OnRunningDewey
class LosslessIT {
    private final RunningDewey dewey;
    private CheckedClient client;

    LosslessIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👩🏽‍🚀 flies 🇺🇳 \u200f\u202eright to left",
                "\u0000 alone and \u0000\u0000 twice",
                "lone \ud800 high and \udc00 low, \udfff\ud800 the wrong way round",
                "\ufdd0 and \ufdd00000, which Dewey uses itself, \uffff \ufeff",
                " \t leading, trailing \r\n\u0001\u001f\u007f\u0085\u2028\u2029 ",
                "\"quoted\" \\u0000 \\ud800 \\n {json} </script> '; DROP TABLE messages; --"
            })
    void keepsEveryText(String text) {
        // given
        JsonObject metadata = JsonOf.object(text, text, "list", JsonOf.array(text, JsonOf.object(text, null)));

        // when
        Talk talk = Talk.begin(client, "session_id", text, "title", text, "metadata", metadata);
        talk.store("user", text, "author", text, "external_id", text, "metadata", metadata);
        talk.store("tool", JsonOf.array(JsonOf.object("type", "text", "text", text, text, text)));

        // then
        JsonObject read = talk.read();
        assertThat(read.getString("session_id")).isEqualTo(text);
        assertThat(read.getString("title")).isEqualTo(text);
        assertThat(read.getJsonObject("metadata")).isEqualTo(metadata);
        JsonObject first = talk.messages().get(0);
        assertThat(first.getString("content")).isEqualTo(text);
        assertThat(first.getString("author")).isEqualTo(text);
        assertThat(first.getString("external_id")).isEqualTo(text);
        assertThat(first.getJsonObject("metadata")).isEqualTo(metadata);
        assertThat(talk.messages().get(1).get("content"))
                .isEqualTo(JsonOf.array(JsonOf.object("type", "text", "text", text, text, text)));
        assertThat(talk.store("user", "another", "external_id", text).getBoolean("duplicate"))
                .isTrue();
    }

    @Test
    void keepsTheMembersOfMetadataExactly() {
        // given
        JsonObject metadata = McpClient.json("{\"whole\":123456789012345678901234567890,\"exact\":0.1000,"
                + "\"large\":1e308,\"small\":-4.9e-324,\"many\":" + "9".repeat(1000)
                + ",\"null\":null,\"empty\":[{},[],\"\"],\"\":\"no name\",\"deep\":" + "[".repeat(31) + "]".repeat(31)
                + "}");

        // when
        Talk talk = Talk.begin(client, "metadata", metadata);
        talk.store("user", "x", "metadata", metadata);

        // then
        assertThat(sameNumbers(talk.read().getJsonObject("metadata"))).isEqualTo(sameNumbers(metadata));
        assertThat(sameNumbers(talk.messages().get(0).getJsonObject("metadata")))
                .isEqualTo(sameNumbers(metadata));
    }

    @Test
    void keepsContentOfTheLargestSize() {
        // given
        String large = "é😀".repeat((1 << 20) / 6) + "x".repeat((1 << 20) % 6);
        String escaped = "\u0001\\\"".repeat((1 << 20) / 3);

        // when
        Talk talk = Talk.begin(client);
        talk.store("user", large);
        talk.store("user", escaped);

        // then
        assertThat(talk.contents()).containsExactly(large, escaped);
    }

    /** Numbers are equal when their values are: PostgreSQL writes 1e3 as 1000. */
    private static JsonObject sameNumbers(JsonObject metadata) {
        JsonObject same = metadata;
        for (String name : metadata.keySet()) {
            if (metadata.get(name) instanceof JsonNumber number) {
                String plain = number.bigDecimalValue().stripTrailingZeros().toString();
                same = JsonText.object(same).add(name, plain).build();
            }
        }
        return same;
    }
}
