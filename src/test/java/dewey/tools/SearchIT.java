package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static dewey.tools.Talk.message;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class SearchIT {
    private final RunningDewey dewey;
    private final String session = UUID.randomUUID().toString();
    private CheckedClient client;

    SearchIT(RunningDewey dewey) {
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

    @Test
    void findsAMessageWithAllThatIsKnownOfIt() {
        // given
        Talk talk = Talk.begin(
                client, "session_id", session, "title", "The tower", "metadata", JsonOf.object("project", "tower"));
        talk.store("user", "The clock of the tower is late.");
        JsonObject stored = talk.store("assistant", "Shorten the pendulum.", "author", "m-1");

        // when
        JsonObject found = search("pendulum");

        // then
        assertThat(found).containsOnlyKeys("results", "total", "limit", "offset");
        assertThat(found.getInt("total")).isEqualTo(1);
        assertThat(found.getInt("limit")).isEqualTo(20);
        assertThat(found.getInt("offset")).isZero();
        JsonObject hit = found.getJsonArray("results").getJsonObject(0);
        assertThat(hit.getString("conversation_id")).isEqualTo(talk.id());
        assertThat(hit.getString("session_id")).isEqualTo(session);
        assertThat(hit.getString("message_id")).isEqualTo(stored.getString("message_id"));
        assertThat(hit.getInt("turn")).isEqualTo(2);
        assertThat(hit.getString("role")).isEqualTo("assistant");
        assertThat(hit.getString("author")).isEqualTo("m-1");
        assertThat(hit.getString("content")).isEqualTo("Shorten the pendulum.");
        assertThat(hit.getString("created_at")).isEqualTo(stored.getString("created_at"));
        assertThat(hit.getJsonObject("conversation_metadata")).isEqualTo(JsonOf.object("project", "tower"));
        assertThat(hit.getString("conversation_title")).isEqualTo("The tower");
        assertThat(hit.getString("snippet")).contains("pendulum");
        assertThat(hit.getJsonNumber("rank").doubleValue()).isPositive();
    }

    @Test
    void leavesWholeContentsOutWhenTheyAreNotWanted() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.store("user", "Wind the metronome.");
        talk.store("assistant", "It ticks.");

        // when
        JsonObject hit = hit(search("metronome", "include_content", false, "context_turns", 1));

        // then
        assertThat(hit).doesNotContainKeys("content", "conversation_title");
        assertThat(hit.getString("snippet")).contains("«metronome»");
        assertThat(hit.getJsonArray("context").getJsonObject(0)).doesNotContainKey("content");
    }

    @Test
    void findsTheTextOfContentBlocks() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.store("tool", JsonOf.array(JsonOf.object("type", "text", "text", "an astrolabe")));

        // then
        assertThat(contents(search("astrolabes"))).containsExactly("an astrolabe");
    }

    @Test
    void searchesOnlyWhereItIsTold() {
        // given
        Talk one = Talk.begin(client, "session_id", session);
        one.bulk(JsonOf.array(
                message("user", "lantern one", "created_at", "2024-05-01"),
                message("assistant", "lantern two", "created_at", "2024-05-02T23:59:59.999999Z"),
                message("user", "lantern three", "created_at", "2024-05-03T00:00:00Z")));
        Talk other = Talk.begin(client, "session_id", session);
        other.store("user", "lantern four");

        // then
        assertThat(contents(search("lantern")))
                .containsExactlyInAnyOrder("lantern one", "lantern two", "lantern three", "lantern four");
        assertThat(contents(search("lantern", "role", "assistant"))).containsExactly("lantern two");
        assertThat(contents(search("lantern", "conversation_id", other.id()))).containsExactly("lantern four");
        assertThat(contents(search("lantern", "end_date", "2024-05-02")))
                .containsExactlyInAnyOrder("lantern one", "lantern two");
        assertThat(contents(search("lantern", "start_date", "2024-05-02", "end_date", "2024-05-03T02:00:00+02:00")))
                .containsExactlyInAnyOrder("lantern two", "lantern three");
        assertThat(contents(client.call("dewey_search", "query", "lantern", "session_id", "another " + session)))
                .isEmpty();
    }

    @Test
    void givesTheTurnsAroundAHit() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.bulk(JsonOf.array(IntStream.rangeClosed(1, 7)
                .mapToObj(i -> message("user", i == 4 ? "the sextant" : "turn " + i, "author", "Ada"))
                .toArray()));

        // when
        JsonObject plain = hit(search("sextant"));
        JsonObject around = hit(search("sextant", "context_turns", 2));

        // then
        assertThat(plain).doesNotContainKey("context");
        assertThat(around.getJsonArray("context").getValuesAs(JsonObject.class))
                .extracting(turn -> turn.getInt("turn"))
                .contains(2, 3, 5, 6)
                .doesNotContain(1, 7);
    }

    @Test
    void pagesThroughTheResults() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.bulk(JsonOf.array(IntStream.rangeClosed(1, 5)
                .mapToObj(i -> message("user", "quadrant " + i))
                .toArray()));

        // when
        List<String> read = new ArrayList<>();
        JsonObject page = search("quadrant", "limit", 2);
        while (page.containsKey("next_cursor")) {
            assertThat(page.getInt("total")).isEqualTo(5);
            read.addAll(contents(page));
            page = search("quadrant", "limit", 2, "cursor", page.getString("next_cursor"));
        }
        read.addAll(contents(page));

        // then
        assertThat(read).hasSize(5).doesNotHaveDuplicates();
        assertThat(contents(search("quadrant", "offset", 3))).isEqualTo(read.subList(3, 5));
        assertThat(contents(search("quadrant", "offset", 5))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "the of and",
                "\"",
                "-",
                "&|!()<->:*",
                "\u0000",
                "\ud800",
                "'; DROP TABLE messages",
                "👩🏽‍🚀"
            })
    void takesAnyTextForAQuery(String query) {
        JsonObject found = search(query);

        assertThat(found.getJsonArray("results")).isEmpty();
        assertThat(found.getInt("total")).isZero();
        assertThat(found).doesNotContainKey("next_cursor");
    }

    @Test
    void takesAQueryOfTheLargestLengthInCharacters() {
        String longest = "🔭".repeat(10_000);

        assertThat(contents(search(longest))).isEmpty();
        assertRefusal(client.refusal("dewey_search", "query", longest + "!"))
                .isTooLarge("query", 10_001, 10_000, "characters");
    }

    @ParameterizedTest
    @CsvSource({
        "start_date, 2024-13-01",
        "start_date, tomorrow",
        "end_date, 2024-05-01T00:00:00",
        "end_date, ''",
        "end_date, +1000000-01-01T00:00:00Z"
    })
    void refusesADateThatIsNone(String field, String date) {
        assertRefusal(client.refusal("dewey_search", "query", "x", field, date))
                .isInvalid(field)
                .mentions(field + " is \"" + date + "\"; ");
    }

    @Test
    void refusesAPeriodThatEndsBeforeItBegins() {
        assertRefusal(client.refusal(
                        "dewey_search", "query", "x", "start_date", "2024-05-02", "end_date", "2024-05-01"))
                .isInvalid("end_date")
                .says("end_date is before start_date");
    }

    @Test
    void refusesACursorOfAnotherQuery() {
        // given
        Talk talk = Talk.begin(client, "session_id", session);
        talk.bulk(JsonOf.array(message("user", "octant"), message("user", "octant")));
        String cursor = search("octant", "limit", 1).getString("next_cursor");

        // then
        assertRefusal(client.refusal("dewey_search", "query", "sextant", "session_id", session, "cursor", cursor))
                .isInvalid("cursor");
        assertRefusal(client.refusal("dewey_search", "query", "octant", "cursor", "forged"))
                .isInvalid("cursor");
    }

    private JsonObject search(String query, Object... more) {
        return client.call("dewey_search", Talk.joined(more, "query", query, "session_id", session));
    }

    private static JsonObject hit(JsonObject found) {
        assertThat(found.getJsonArray("results")).hasSize(1);
        return found.getJsonArray("results").getJsonObject(0);
    }

    private static List<String> contents(JsonObject found) {
        return found.getJsonArray("results")
                .getValuesAs(hit -> hit.asJsonObject().getString("content"));
    }
}
