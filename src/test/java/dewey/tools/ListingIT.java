package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class ListingIT {
    private final RunningDewey dewey;
    private final String session = UUID.randomUUID().toString();
    private CheckedClient client;

    ListingIT(RunningDewey dewey) {
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
    void answersAnEmptyListOnEveryPage() {
        for (Object[] page : List.of(new Object[] {"offset", 0}, new Object[] {"offset", 1000})) {
            JsonObject list = client.call("dewey_list_conversations", "session_id", session, page[0], page[1]);

            assertThat(list).containsOnlyKeys("conversations", "total", "limit", "offset");
            assertThat(list.getJsonArray("conversations")).isEmpty();
            assertThat(list.getInt("total")).isZero();
            assertThat(list.getInt("limit")).isEqualTo(20);
            assertThat(list.getInt("offset")).isEqualTo(page[1]);
        }
    }

    @Test
    void pagesThroughTheListByOffsetAndByCursor() {
        // given
        List<String> newestFirst = begin(5);

        // when
        JsonObject first = list("limit", 2);
        JsonObject second = list("limit", 2, "cursor", first.getString("next_cursor"));
        JsonObject last = list("limit", 2, "cursor", second.getString("next_cursor"));

        // then
        assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 2));
        assertThat(ids(second)).isEqualTo(newestFirst.subList(2, 4)).isEqualTo(ids(list("limit", 2, "offset", 2)));
        assertThat(ids(last)).isEqualTo(newestFirst.subList(4, 5)).isEqualTo(ids(list("limit", 2, "offset", 4)));
        assertThat(last).doesNotContainKey("next_cursor");
        assertThat(list("limit", 2, "offset", 4)).doesNotContainKey("next_cursor");
        assertThat(ids(list("offset", 5))).isEmpty();
        assertThat(List.of(first, second, last))
                .allSatisfy(page -> assertThat(page.getInt("total")).isEqualTo(5));
    }

    @Test
    void listsByWhenAConversationBeganOrWasLastWrittenTo() {
        // given
        List<String> newestFirst = begin(2);
        String older = newestFirst.get(1);

        // when
        new Talk(client, older).store("user", "a word");

        // then
        assertThat(ids(list())).containsExactly(older, newestFirst.get(0));
        assertThat(ids(list("sort_by", "updated_at"))).containsExactly(older, newestFirst.get(0));
        assertThat(ids(list("sort_by", "created_at"))).isEqualTo(newestFirst);
        JsonObject entry = list().getJsonArray("conversations").getJsonObject(0);
        assertThat(entry.getInt("message_count")).isEqualTo(1);
        assertThat(entry.getString("session_id")).isEqualTo(session);
        assertThat(entry.getString("updated_at")).isGreaterThan(entry.getString("created_at"));
    }

    @Test
    void listsByWhatTheMetadataContains() {
        // given
        Object wanted = JsonOf.object("a", JsonOf.object("b", 1, "c", JsonOf.array("x", "y")));
        String found = Talk.begin(client, "session_id", session, "metadata", wanted, "title", "found")
                .id();
        Talk.begin(client, "session_id", session, "metadata", JsonOf.object("a", 2));

        // then
        JsonObject filter = JsonOf.object("a", JsonOf.object("c", JsonOf.array("y")));
        assertThat(ids(list("metadata", filter))).containsExactly(found);
        assertThat(ids(list("metadata", JsonOf.object("a", 3)))).isEmpty();
        assertThat(ids(list("metadata", JsonOf.object()))).hasSize(2);
        assertThat(list("metadata", wanted)
                        .getJsonArray("conversations")
                        .getJsonObject(0)
                        .getString("title"))
                .isEqualTo("found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "turn-1", "AAAA", "!!!", "\u0000"})
    void refusesAForgedCursorOfTheList(String cursor) {
        JsonObject error = client.refusal("dewey_list_conversations", "cursor", cursor);

        assertRefusal(error)
                .isInvalid("cursor")
                .says("cursor is not one that this list gave; leave it out to begin at the first page");
    }

    @Test
    void refusesACursorOfAnotherOrderOrWithAChangedLetter() {
        // given
        begin(2);
        String cursor = list("limit", 1).getString("next_cursor");
        char changed = cursor.charAt(9) == 'A' ? 'B' : 'A';

        // then
        assertRefusal(client.refusal("dewey_list_conversations", "cursor", cursor, "sort_by", "created_at"))
                .isInvalid("cursor");
        assertRefusal(client.refusal("dewey_search", "query", "x", "cursor", cursor))
                .isInvalid("cursor");
        assertRefusal(client.refusal(
                        "dewey_list_conversations", "cursor", cursor.substring(0, 9) + changed + cursor.substring(10)))
                .isInvalid("cursor");
    }

    private List<String> begin(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(0, Talk.begin(client, "session_id", session).id());
        }
        return ids;
    }

    private static List<String> ids(JsonObject list) {
        return list.getJsonArray("conversations")
                .getValuesAs(each -> each.asJsonObject().getString("id"));
    }

    private JsonObject list(Object... arguments) {
        return client.call("dewey_list_conversations", Talk.joined(arguments, "session_id", session));
    }
}
