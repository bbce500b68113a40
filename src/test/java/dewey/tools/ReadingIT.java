package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static dewey.tools.Talk.message;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class ReadingIT {
    private final RunningDewey dewey;
    private final String session = UUID.randomUUID().toString();
    private CheckedClient client;

    ReadingIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.modern(dewey);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void readsAConversationWithoutMessages() {
        JsonObject read = Talk.begin(client).read();

        assertThat(read)
                .containsOnlyKeys(
                        "conversation_id",
                        "session_id",
                        "created_at",
                        "updated_at",
                        "metadata",
                        "message_count",
                        "messages");
        assertThat(read.getJsonArray("messages")).isEmpty();
        assertThat(read.getInt("message_count")).isZero();
        assertThat(read.getJsonObject("metadata")).isEmpty();
    }

    @Test
    void pagesThroughAConversationFromTheFirstToTheLastPage() {
        // given
        Talk talk = Talk.begin(client);
        talk.bulk(JsonOf.array(IntStream.rangeClosed(1, 7)
                .mapToObj(i -> message("user", "m" + i))
                .toArray()));

        // when
        JsonObject first = talk.read("limit", 3);
        JsonObject second = talk.read("limit", 3, "cursor", first.getString("next_cursor"));
        JsonObject last = talk.read("limit", 3, "cursor", second.getString("next_cursor"));

        // then
        assertThat(Talk.contents(first)).containsExactly("m1", "m2", "m3");
        assertThat(Talk.contents(second)).containsExactly("m4", "m5", "m6");
        assertThat(Talk.contents(last)).containsExactly("m7");
        assertThat(last).doesNotContainKey("next_cursor");
        assertThat(List.of(first, second, last))
                .allSatisfy(page -> assertThat(page.getInt("message_count")).isEqualTo(7));
        assertThat(talk.read("limit", 7)).doesNotContainKey("next_cursor");
    }

    @Test
    void readsFromATurnOn() {
        // given
        Talk talk = Talk.begin(client);
        talk.store("user", "one");
        talk.store("user", "four", "turn_number", 4);
        talk.store("user", "five");

        // then
        assertThat(Talk.contents(talk.read("from_turn", 2))).containsExactly("four", "five");
        assertThat(Talk.contents(talk.read("from_turn", 5, "limit", 1))).containsExactly("five");
        assertThat(Talk.contents(talk.read("from_turn", 6))).isEmpty();
    }

    @Test
    void givesAConversationOfManyMebibytesInPages() {
        // given
        Talk talk = Talk.begin(client);
        JsonObject large = message("user", "x".repeat(1 << 20));
        talk.bulk(JsonOf.array(Collections.nCopies(9, large).toArray()));
        talk.bulk(JsonOf.array(Collections.nCopies(9, large).toArray()));

        // when
        JsonObject page = talk.read();
        int read = page.getJsonArray("messages").size();
        while (page.containsKey("next_cursor")) {
            // then
            assertThat(page.getJsonArray("messages").size()).isBetween(3, 4);
            page = talk.read("cursor", page.getString("next_cursor"));
            read += page.getJsonArray("messages").size();
        }
        assertThat(read).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "turn-", "turn-0", "turn--1", "turn-9999999999", "turn-1 ", "' OR 1=1", "\u0000"})
    void refusesAForgedCursorOfAConversation(String cursor) {
        JsonObject error =
                client.refusal("dewey_get_conversation", "conversation_id", UUID.randomUUID(), "cursor", cursor);

        assertRefusal(error).isInvalid("cursor").says("cursor is not one that this tool gave");
    }

    @Test
    void refusesTwoPlacesToBegin() {
        Talk talk = Talk.begin(client);

        assertRefusal(client.refusal(
                        "dewey_get_conversation", "conversation_id", talk.id(), "cursor", "turn-1", "from_turn", 1))
                .isInvalid("from_turn");
    }

    @Test
    void deletesAConversationForGood() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.bulk(JsonOf.array(message("user", "one"), message("user", "two")));

        // when
        JsonObject deleted = client.call("dewey_delete_conversation", "conversation_id", talk.id(), "force", true);

        // then
        assertThat(deleted).isEqualTo(JsonOf.object("deleted", true, "messages_deleted", 2));
        assertThat(client.call("dewey_list_conversations", "session_id", session)
                        .getInt("total"))
                .isZero();
        for (String tool : List.of("dewey_get_conversation", "dewey_delete_conversation")) {
            Object[] arguments = tool.contains("delete")
                    ? new Object[] {"conversation_id", talk.id(), "force", true}
                    : new Object[] {"conversation_id", talk.id()};
            assertRefusal(client.refusal(tool, arguments))
                    .isNotFound("conversation_id")
                    .says("no such conversation");
        }
    }

    @Test
    void deletesNothingUnlessItIsMeant() {
        // given
        Talk talk = Talk.begin(client);

        // when
        JsonObject error = client.refusal("dewey_delete_conversation", "conversation_id", talk.id(), "force", false);

        // then
        assertRefusal(error).isInvalid("force").says("force must be true: what is deleted cannot be brought back");
        assertThat(talk.read().getString("conversation_id")).isEqualTo(talk.id());
    }
}
