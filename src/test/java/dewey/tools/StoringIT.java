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
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class StoringIT {
    private static final String MICROSECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

    private final RunningDewey dewey;
    private CheckedClient client;
    private Talk talk;

    StoringIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
        talk = Talk.begin(client);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void beginsAConversationWithAllThatIsKnownOfIt() {
        // given
        JsonObject metadata = McpClient.json("{\"project\":\"x\",\"deep\":{\"list\":[1,null,true]}}");

        // when
        JsonObject begun = client.call(
                "dewey_begin_conversation", "session_id", "s-1", "title", "The first", "metadata", metadata);

        // then
        assertThat(begun).containsOnlyKeys("conversation_id", "session_id", "created_at");
        assertThat(begun.getString("session_id")).isEqualTo("s-1");
        assertThat(begun.getString("created_at")).matches(MICROSECONDS);
        JsonObject read = new Talk(client, begun.getString("conversation_id")).read();
        assertThat(read.getString("session_id")).isEqualTo("s-1");
        assertThat(read.getString("title")).isEqualTo("The first");
        assertThat(read.getJsonObject("metadata")).isEqualTo(metadata);
        assertThat(read.getString("created_at")).isEqualTo(begun.getString("created_at"));
        assertThat(read.getString("updated_at")).isEqualTo(begun.getString("created_at"));
    }

    @Test
    void beginsAConversationOfNoSession() {
        JsonObject begun = client.call("dewey_begin_conversation");

        assertThat(begun.isNull("session_id")).isTrue();
        assertThat(UUID.fromString(begun.getString("conversation_id"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "assistant", "system", "tool"})
    void storesAMessageOfEachRole(String role) {
        // when
        JsonObject stored = talk.store(role, "Said by " + role, "author", "Ada");

        // then
        assertThat(stored).containsOnlyKeys("message_id", "turn_number", "created_at", "duplicate");
        assertThat(stored.getInt("turn_number")).isEqualTo(1);
        assertThat(stored.getString("created_at")).matches(MICROSECONDS);
        assertThat(stored.getBoolean("duplicate")).isFalse();
        JsonObject message = talk.messages().get(0);
        assertThat(message.getString("id")).isEqualTo(stored.getString("message_id"));
        assertThat(message.getInt("turn")).isEqualTo(1);
        assertThat(message.getString("role")).isEqualTo(role);
        assertThat(message.getString("content")).isEqualTo("Said by " + role);
        assertThat(message.getString("author")).isEqualTo("Ada");
        assertThat(message.getJsonObject("metadata")).isEmpty();
        assertThat(message.getString("created_at")).isEqualTo(stored.getString("created_at"));
    }

    @Test
    void storesContentBlocksAsTheyAre() {
        // given
        JsonArray blocks = McpClient.json("{\"c\":[{\"type\":\"text\",\"text\":\"see\"},"
                        + "{\"type\":\"image\",\"data\":\"iVBORw0KGgo=\",\"mimeType\":\"image/png\"}]}")
                .getJsonArray("c");

        // when
        talk.store("tool", blocks);

        // then
        assertThat(talk.messages().get(0).get("content")).isEqualTo(blocks);
    }

    @Test
    void storesAtATurnOfTheCallersChoice() {
        // when
        JsonObject fifth = talk.store("user", "five", "turn_number", 5);
        JsonObject next = talk.store("user", "six");
        JsonObject second = talk.store("user", "two", "turn_number", 2);

        // then
        assertThat(List.of(fifth, next, second))
                .extracting(stored -> stored.getInt("turn_number"))
                .containsExactly(5, 6, 2);
        assertThat(talk.contents()).containsExactly("two", "five", "six");
    }

    @Test
    void storesUpToTheLastTurnThatItsSchemaNames() {
        // given
        int last = client.tools()
                .get("dewey_store_message")
                .getJsonObject("inputSchema")
                .getJsonObject("properties")
                .getJsonObject("turn_number")
                .getInt("maximum");

        // when
        JsonObject stored = talk.store("user", "far away", "turn_number", last);
        JsonObject error = talk.refusedStore("role", "user", "content", "x", "turn_number", last + 1);

        // then
        assertThat(stored.getInt("turn_number")).isEqualTo(last);
        assertRefusal(error)
                .isInvalid("turn_number")
                .says("turn_number is " + (last + 1) + "; it must be from 1 to " + last);
    }

    @Test
    void refusesATurnThatIsTaken() {
        // given
        talk.store("user", "first");

        // when
        JsonObject error = talk.refusedStore("role", "user", "content", "mine", "turn_number", 1);

        // then
        assertRefusal(error).isConflict("turn_number").says("turn_number 1 is taken; the next free one is 2");
        assertThat(talk.messages()).hasSize(1);
    }

    @Test
    void answersAResentMessageWithWhatWasStoredFirst() {
        // given
        JsonObject first = talk.store("user", "once", "external_id", "call-7");

        // when
        JsonObject second = talk.store("assistant", "again", "external_id", "call-7");

        // then
        assertThat(second.getBoolean("duplicate")).isTrue();
        for (String member : List.of("message_id", "turn_number", "created_at")) {
            assertThat(second.get(member)).isEqualTo(first.get(member));
        }
        assertThat(talk.messages()).hasSize(1);
        assertThat(talk.messages().get(0).getString("content")).isEqualTo("once");
        assertThat(talk.messages().get(0).getString("external_id")).isEqualTo("call-7");
    }

    @Test
    void refusesToStoreIntoAConversationThatIsNotThere() {
        JsonObject error = client.refusal(
                "dewey_store_message", "conversation_id", UUID.randomUUID(), "role", "user", "content", "for nobody");

        assertRefusal(error).isNotFound("conversation_id").says("no such conversation");
    }

    @Test
    void storesABulkAsANewConversation() {
        // given
        JsonObject metadata = JsonOf.object("imported", true);
        JsonObject early = message("user", "early", "created_at", "2020-02-29T12:00:00.123456+02:00");
        JsonObject late = message("assistant", "late", "author", "m-1", "metadata", JsonOf.object("n", 1));

        // when
        JsonObject stored = client.call(
                "dewey_store_messages_bulk",
                "messages",
                JsonOf.array(early, late),
                "session_id",
                "bulk-s",
                "metadata",
                metadata);

        // then
        assertThat(stored)
                .containsOnlyKeys("conversation_id", "stored", "duplicates", "message_ids", "first_turn", "last_turn");
        assertThat(stored.getInt("stored")).isEqualTo(2);
        assertThat(stored.getInt("duplicates")).isZero();
        assertThat(stored.getInt("first_turn")).isEqualTo(1);
        assertThat(stored.getInt("last_turn")).isEqualTo(2);
        JsonObject read = new Talk(client, stored.getString("conversation_id")).read();
        assertThat(read.getString("session_id")).isEqualTo("bulk-s");
        assertThat(read.getJsonObject("metadata")).isEqualTo(metadata);
        assertThat(read.getInt("message_count")).isEqualTo(2);
        List<JsonObject> messages = read.getJsonArray("messages").getValuesAs(JsonObject.class);
        assertThat(messages)
                .extracting(message -> message.getString("id"))
                .isEqualTo(stored.getJsonArray("message_ids").getValuesAs(JsonString::getString));
        assertThat(messages.get(0).getString("created_at")).isEqualTo("2020-02-29T10:00:00.123456Z");
        assertThat(Instant.parse(messages.get(1).getString("created_at"))).isAfter("2021-01-01T00:00:00Z");
        assertThat(messages.get(1).getString("author")).isEqualTo("m-1");
        assertThat(messages.get(1).getJsonObject("metadata")).isEqualTo(JsonOf.object("n", 1));
    }

    @Test
    void appendsABulkWithoutWhatIsStoredAlready() {
        // given
        JsonObject known = talk.store("user", "known", "external_id", "a");
        JsonArray messages = JsonOf.array(
                message("user", "known again", "external_id", "a"),
                message("user", "new", "external_id", "b"),
                message("user", "new again", "external_id", "b"),
                message("user", "plain"));

        // when
        JsonObject first = talk.bulk(messages);
        JsonObject second = talk.bulk(messages, "return_ids", false);

        // then
        assertThat(first.getInt("stored")).isEqualTo(2);
        assertThat(first.getInt("duplicates")).isEqualTo(2);
        assertThat(first.getInt("first_turn")).isEqualTo(2);
        assertThat(first.getInt("last_turn")).isEqualTo(3);
        List<String> ids = first.getJsonArray("message_ids").getValuesAs(JsonString::getString);
        assertThat(ids).hasSize(4);
        assertThat(ids.get(0)).isEqualTo(known.getString("message_id"));
        assertThat(ids.get(1)).isEqualTo(ids.get(2));
        assertThat(second).doesNotContainKey("message_ids");
        assertThat(second.getInt("stored")).isEqualTo(1);
        assertThat(second.getInt("duplicates")).isEqualTo(3);
    }
}
