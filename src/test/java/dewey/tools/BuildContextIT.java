package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static dewey.tools.Talk.message;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class BuildContextIT {
    private final RunningDewey dewey;
    private final String session = UUID.randomUUID().toString();
    private CheckedClient client;

    BuildContextIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
    }

    @AfterEach
    void disconnect() {
        client.call("dewey_delete_startup_context", "name", session, "force", true);
        client.close();
    }

    @Test
    void putsTogetherWhatASessionGoesOnWith() {
        // given
        client.call("dewey_set_startup_context", "name", session, "content", "Answer in verse.", "set_active", false);
        Talk earlier = Talk.begin(client, "session_id", session);
        JsonObject found = earlier.store("user", "The gnomon of the sundial is bent");
        Talk talk = Talk.begin(client, "session_id", "another");
        talk.bulk(JsonOf.array(IntStream.rangeClosed(1, 30)
                .mapToObj(i -> message("user", "step " + i))
                .toArray()));

        // when
        JsonObject built = client.call(
                "dewey_build_context",
                "query",
                "what of the sundial?",
                "session_id",
                session,
                "conversation_id",
                talk.id(),
                "startup_context",
                session,
                "turns",
                3);

        // then
        String context = built.getString("context");
        assertThat(context).containsSubsequence("Answer in verse.", "gnomon", "step 28", "step 29", "step 30");
        assertThat(context).doesNotContain("step 27");
        assertThat(parts(built, "kind")).containsExactly("startup_context", "hit", "turn", "turn", "turn");
        assertThat(parts(built, "id").get(1)).isEqualTo(found.getString("message_id"));
        assertThat(built.getInt("earlier_turns")).isEqualTo(27);
        assertThat(built.getJsonArray("left_out")).isEmpty();
    }

    @Test
    void staysWithinItsBudgetAndSaysWhatIsMissing() {
        // given
        client.call(
                "dewey_set_startup_context", "name", session, "content", "rule ".repeat(1_000), "set_active", false);
        Talk talk = Talk.begin(client, "session_id", session);
        talk.bulk(JsonOf.array(IntStream.rangeClosed(1, 10)
                .mapToObj(i -> message("user", "the orrery " + i + " " + "turns ".repeat(40)))
                .toArray()));

        // when
        JsonObject built = client.call(
                "dewey_build_context",
                "max_tokens",
                600,
                "query",
                "orrery",
                "session_id",
                session,
                "conversation_id",
                talk.id(),
                "startup_context",
                session);

        // then
        assertThat(built.getInt("tokens")).isLessThanOrEqualTo(600).isGreaterThan(400);
        assertThat(parts(built, "kind")).contains("startup_context", "hit", "turn");
        assertThat(parts(built, "shown").get(0)).isEqualTo("beginning");
        assertThat(parts(built, "id")).doesNotHaveDuplicates();
        JsonArray leftOut = built.getJsonArray("left_out");
        assertThat(leftOut).isNotEmpty();
        assertThat(built.getString("context")).contains("orrery 10 ");
    }

    @Test
    void refusesABudgetOutOfBounds() {
        client.call("dewey_set_startup_context", "name", session, "content", "x", "set_active", false);

        assertRefusal(client.refusal("dewey_build_context", "max_tokens", 99)).isInvalid("max_tokens");
    }

    private static List<String> parts(JsonObject built, String member) {
        return built.getJsonArray("parts")
                .getValuesAs(part -> part.asJsonObject().getString(member));
    }
}
