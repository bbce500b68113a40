package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class StartupContextsIT {
    private final RunningDewey dewey;
    private CheckedClient client;

    StartupContextsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
        for (JsonObject context : list()) {
            client.call("dewey_delete_startup_context", "name", context.getString("name"), "force", true);
        }
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void hasNoneAtFirst() {
        assertThat(list()).isEmpty();
        assertThat(client.call("dewey_get_startup_context")).isEqualTo(JsonOf.object("context", null));
    }

    @Test
    void makesAContextActiveUnlessItIsToldOtherwise() {
        // when
        JsonObject set = client.call("dewey_set_startup_context", "name", "daily", "content", "Be kind.");

        // then
        assertThat(set).containsOnlyKeys("id", "name", "is_active", "created_at", "updated_at");
        assertThat(set.getString("name")).isEqualTo("daily");
        assertThat(set.getBoolean("is_active")).isTrue();
        JsonObject active = client.call("dewey_get_startup_context");
        assertThat(active).containsOnlyKeys("id", "name", "content", "is_active", "created_at", "updated_at");
        assertThat(active.getString("content")).isEqualTo("Be kind.");
        for (String member : set.keySet()) {
            assertThat(active.get(member)).isEqualTo(set.get(member));
        }
    }

    @Test
    void hasOneActiveContextAtMost() {
        // given
        client.call("dewey_set_startup_context", "name", "a", "content", "A");
        client.call("dewey_set_startup_context", "name", "b", "content", "B");
        client.call("dewey_set_startup_context", "name", "c", "content", "C", "set_active", false);

        // then
        assertThat(active()).isEqualTo("b");
        assertThat(list())
                .extracting(context -> context.getBoolean("is_active"))
                .containsExactly(false, true, false);

        // when
        client.call("dewey_set_startup_context", "name", "b", "content", "B", "set_active", false);

        // then
        assertThat(client.call("dewey_get_startup_context").isNull("context")).isTrue();
        assertThat(client.call("dewey_get_startup_context", "name", "c").getString("content"))
                .isEqualTo("C");
    }

    @Test
    void replacesTheContentOfAName() {
        // given
        JsonObject first = client.call("dewey_set_startup_context", "name", "daily", "content", "old");

        // when
        JsonObject second = client.call("dewey_set_startup_context", "name", "daily", "content", "new \u0000 😀");

        // then
        assertThat(second.getString("id")).isEqualTo(first.getString("id"));
        assertThat(second.getString("created_at")).isEqualTo(first.getString("created_at"));
        assertThat(second.getString("updated_at")).isGreaterThan(first.getString("updated_at"));
        assertThat(client.call("dewey_get_startup_context", "name", "daily").getString("content"))
                .isEqualTo("new \u0000 😀");
    }

    @Test
    void listsByNameAndWithContentsIfAsked() {
        // given
        client.call("dewey_set_startup_context", "name", "b", "content", "B");
        client.call("dewey_set_startup_context", "name", "a", "content", "A");

        // when
        List<JsonObject> plain = list();
        List<JsonObject> whole = list("include_content", true);

        // then
        assertThat(plain).extracting(context -> context.getString("name")).containsExactly("a", "b");
        assertThat(plain).allSatisfy(context -> assertThat(context).doesNotContainKey("content"));
        assertThat(whole).extracting(context -> context.getString("content")).containsExactly("A", "B");
    }

    @Test
    void deletesAContextForGood() {
        // given
        client.call("dewey_set_startup_context", "name", "gone", "content", "soon");

        // then
        assertRefusal(client.refusal("dewey_delete_startup_context", "name", "gone", "force", false))
                .isInvalid("force");
        assertThat(client.call("dewey_delete_startup_context", "name", "gone", "force", true))
                .isEqualTo(JsonOf.object("deleted", true));
        assertThat(list()).isEmpty();
        assertRefusal(client.refusal("dewey_get_startup_context", "name", "gone"))
                .isNotFound("name")
                .says("no such startup context");
        assertRefusal(client.refusal("dewey_delete_startup_context", "name", "gone", "force", true))
                .isNotFound("name")
                .says("no such startup context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t"})
    void refusesABlankNameOrContent(String blank) {
        assertRefusal(client.refusal("dewey_set_startup_context", "name", blank, "content", "x"))
                .isInvalid("name")
                .says("name is blank");
        assertRefusal(client.refusal("dewey_set_startup_context", "name", "x", "content", blank))
                .isInvalid("content")
                .says("content is blank");
        assertThat(list()).isEmpty();
    }

    @Test
    void refusesANameWithAControlCharacter() {
        assertRefusal(client.refusal("dewey_set_startup_context", "name", "a\u0000b", "content", "x"))
                .isInvalid("name")
                .says("name holds a control character");
    }

    private String active() {
        return client.call("dewey_get_startup_context").getString("name");
    }

    private List<JsonObject> list(Object... arguments) {
        return client.call("dewey_list_startup_contexts", arguments)
                .getJsonArray("contexts")
                .getValuesAs(JsonObject.class);
    }
}
