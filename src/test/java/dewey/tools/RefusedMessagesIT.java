package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static dewey.tools.Talk.message;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not be stored is refused with its place and its numbers, by the tool for one message and by that for many. */
@OnRunningDewey
class RefusedMessagesIT {
    private static final int MAX_CONTENT = 1 << 20;

    private final RunningDewey dewey;
    private CheckedClient client;
    private Talk talk;

    RefusedMessagesIT(RunningDewey dewey) {
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

    static Stream<Arguments> contentsThatSayNothing() {
        return Stream.of(
                Arguments.of("\"\"", "content", "content is blank"),
                Arguments.of("\" \\n\\t\\u2003\"", "content", "content is blank"),
                Arguments.of("null", "content", "content is null"),
                Arguments.of("[]", "content", "content has no blocks"),
                Arguments.of("[{\"type\":\"text\",\"text\":\" \"}]", "content", "content is blank: all its blocks are"),
                Arguments.of(
                        "[null]", "content[0]", "content[0] is null; it must be a content block, which is an object"),
                Arguments.of("[{}]", "content[0].type", "content[0].type is null; it must be a string"),
                Arguments.of("[{\"type\":\"text\"}]", "content[0].text", "content[0].text is missing or not a string"),
                Arguments.of("7", "content", "content is a number; it must be a string or an array of content blocks"));
    }

    @ParameterizedTest
    @MethodSource("contentsThatSayNothing")
    void refusesAnEmptyOrNullMessage(String content, String field, String problem) {
        JsonObject error = talk.refusedStore("role", "user", "content", value(content));

        assertRefusal(error).isInvalid(field).says(problem);
    }

    @ParameterizedTest
    @MethodSource("contentsThatSayNothing")
    void refusesABulkWithAnEmptyOrNullMessageByItsIndex(String content, String field, String problem) {
        JsonObject error = talk.refusedBulk(
                JsonOf.array(message("user", "fine"), message("user", value(content)), message("user", "fine")));

        assertRefusal(error).isInvalid("messages[1]." + field).says("messages[1]." + problem);
    }

    static Stream<Arguments> bulksWithABadMessage() {
        JsonObject fine = message("user", "fine");
        return Stream.of(
                Arguments.of(JsonOf.array(), "messages", "messages is empty; it must hold at least one"),
                Arguments.of(JsonOf.array(fine, null), "messages[1]", "messages[1] is null; it must be an object"),
                Arguments.of(JsonOf.array("hello"), "messages[0]", "messages[0] is a string; it must be an object"),
                Arguments.of(JsonOf.array(JsonOf.object()), "messages[0].role", "messages[0].role is missing"),
                Arguments.of(
                        JsonOf.array(fine, fine, message("captain", "x")),
                        "messages[2].role",
                        "messages[2].role is \"captain\"; it must be one of user, assistant, system, tool"),
                Arguments.of(
                        JsonOf.array(fine, JsonOf.object("role", "user")),
                        "messages[1].content",
                        "messages[1].content is missing"),
                Arguments.of(
                        JsonOf.array(message("user", "x", "metadata", JsonOf.array())),
                        "messages[0].metadata",
                        "messages[0].metadata is an array; it must be an object"),
                Arguments.of(
                        JsonOf.array(message("user", "x", "external_id", " ")),
                        "messages[0].external_id",
                        "messages[0].external_id is blank; leave it out or give it a value"),
                Arguments.of(
                        JsonOf.array(message("user", "x", "created_at", "yesterday")),
                        "messages[0].created_at",
                        "messages[0].created_at is \"yesterday\"; it must be a date such as 2026-01-31 or a time such as"
                                + " 2026-01-31T12:00:00Z"),
                Arguments.of(
                        JsonOf.array(message("user", "x", "author", 7)),
                        "messages[0].author",
                        "messages[0].author is a number; it must be a string"));
    }

    @ParameterizedTest
    @MethodSource("bulksWithABadMessage")
    void validatesEveryMessageOfABulk(JsonArray messages, String field, String problem) {
        assertRefusal(talk.refusedBulk(messages)).isInvalid(field).says(problem);
    }

    @Test
    void refusesABulkWithAnUnknownMember() {
        JsonObject error = talk.refusedBulk(JsonOf.array(message("user", "x", "colour", "red")));

        assertRefusal(error).isInvalid("messages[0].colour").mentions("is not an argument; known are created_at, role");
    }

    @Test
    void refusesABulkWhoseLastMessageCannotBePlaced() {
        // given
        JsonArray messages =
                JsonOf.array(message("user", "one"), message("user", "two", "metadata", value("{\"n\":1e5000}")));

        // when
        JsonObject error = talk.refusedBulk(messages);

        // then
        assertRefusal(error).isInvalid("messages[1].metadata");
    }

    @Test
    void refusesABulkOfTooManyMessages() {
        JsonObject error = talk.refusedBulk(
                JsonOf.array(Collections.nCopies(10_001, message("user", "x")).toArray()));

        assertRefusal(error).isTooLarge("messages", 10_001, 10_000, "items");
    }

    @Test
    void refusesABulkThatNamesNoMessagesOrTwoSources() {
        JsonArray messages = JsonOf.array(message("user", "x"));

        assertRefusal(client.refusal("dewey_store_messages_bulk"))
                .isInvalid("messages")
                .says("messages or messages_file must be given, and not both");
        assertRefusal(client.refusal("dewey_store_messages_bulk", "messages", messages, "messages_file", "x.json"))
                .isInvalid("messages");
        assertRefusal(client.refusal("dewey_store_messages_bulk", "messages", null))
                .isInvalid("messages");
    }

    @ParameterizedTest
    @CsvSource({"session_id, s", "metadata, {}"})
    void refusesFactsOfANewConversationForOneThatIsThere(String fact, String value) {
        JsonObject error = client.refusal(
                "dewey_store_messages_bulk",
                "conversation_id",
                talk.id(),
                "messages",
                JsonOf.array(message("user", "x")),
                fact,
                value.equals("{}") ? JsonValue.EMPTY_JSON_OBJECT : value);

        assertRefusal(error)
                .isInvalid(fact)
                .says(fact + " belongs to a new conversation; leave it out with conversation_id");
    }

    @Test
    void refusesContentThatIsJustTooLarge() {
        String large = "x".repeat(MAX_CONTENT - 1) + "é";

        assertRefusal(talk.refusedStore("role", "user", "content", large))
                .isTooLarge("content", MAX_CONTENT + 1, MAX_CONTENT, "bytes");
        assertRefusal(talk.refusedBulk(JsonOf.array(message("user", "fine"), message("user", large))))
                .isTooLarge("messages[1].content", MAX_CONTENT + 1, MAX_CONTENT, "bytes");
        assertRefusal(client.refusal("dewey_set_startup_context", "name", "large", "content", large))
                .isTooLarge("content", MAX_CONTENT + 1, MAX_CONTENT, "bytes");
    }

    private static JsonValue value(String json) {
        return McpClient.json("{\"v\":" + json + "}").get("v");
    }
}
