package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static dewey.tools.Talk.message;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata that cannot be kept as it is, or is too large, is refused wherever it comes. */
@OnRunningDewey
class RefusedMetadataIT {
    private static final int MAX_METADATA = 256 << 10;

    private final RunningDewey dewey;
    private CheckedClient client;
    private Talk talk;

    RefusedMetadataIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
        talk = Talk.begin(client);
    }

    @AfterEach
    void disconnect() {
        assertThat(talk.messages()).as("what was stored in spite of it").isEmpty();
        client.close();
    }

    static Stream<Arguments> metadataThatCannotBeStored() {
        String deep = "{\"a\":".repeat(33) + "1" + "}".repeat(33);
        String digits = "metadata holds a number of more than 1000 digits when written without exponent";
        return Stream.of(
                Arguments.of("[]", "metadata is an array; it must be an object"),
                Arguments.of("\"{}\"", "metadata is a string; it must be an object"),
                Arguments.of("true", "metadata is a boolean; it must be an object"),
                Arguments.of(deep, "metadata is nested more than 32 deep"),
                Arguments.of("{\"n\":1e1000}", digits),
                Arguments.of("{\"n\":[-1e-100000]}", digits),
                Arguments.of("{\"n\":{\"m\":1e2147483647}}", digits));
    }

    @ParameterizedTest
    @MethodSource("metadataThatCannotBeStored")
    void refusesMetadataThatCannotBeStored(String metadata, String problem) {
        assertRefusal(talk.refusedStore("role", "user", "content", "x", "metadata", value(metadata)))
                .isInvalid("metadata")
                .says(problem);
        assertRefusal(client.refusal("dewey_begin_conversation", "metadata", value(metadata)))
                .isInvalid("metadata")
                .says(problem);
        assertRefusal(client.refusal(
                        "dewey_store_messages_bulk",
                        "messages",
                        JsonOf.array(message("user", "x")),
                        "metadata",
                        value(metadata)))
                .isInvalid("metadata")
                .says(problem);
        assertRefusal(talk.refusedBulk(JsonOf.array(message("user", "x", "metadata", value(metadata)))))
                .isInvalid("messages[0].metadata")
                .says("messages[0]." + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-0.1e-99999999999", "1e2147483649"})
    void answersMetadataWithANumberThatNoServerCanReadAndLivesOn(String number) {
        try (McpClient plain = McpClient.legacy(dewey.mcp())) {
            // when
            JsonObject response = McpClient.json(plain.ask(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"dewey_store_message\","
                            + "\"arguments\":{\"conversation_id\":\"" + talk.id() + "\",\"role\":\"user\","
                            + "\"content\":\"x\",\"metadata\":{\"n\":" + number + "}}},\"id\":\"n\"}"));

            // then
            assertThat(response.getString("id")).isEqualTo("n");
            assertThat(response.getJsonObject("error").getInt("code")).isEqualTo(-32602);
            assertThat(response.getJsonObject("error").getString("message")).contains("number");
            assertThat(plain.request("ping")).containsKey("result");
        }
    }

    @Test
    void refusesMetadataThatIsTooLarge() {
        JsonObject large = JsonOf.object("a", "é".repeat(MAX_METADATA / 2));
        long size = MAX_METADATA + "{\"a\":\"\"}".length();

        assertRefusal(talk.refusedStore("role", "user", "content", "x", "metadata", large))
                .isTooLarge("metadata", size, MAX_METADATA, "bytes");
        assertRefusal(talk.refusedBulk(JsonOf.array(message("user", "x", "metadata", large))))
                .isTooLarge("messages[0].metadata", size, MAX_METADATA, "bytes");
    }

    private static JsonValue value(String json) {
        return McpClient.json("{\"v\":" + json + "}").get("v");
    }
}
