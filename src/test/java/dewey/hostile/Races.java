package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.hostile.Tools.Answer;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many that want the same thing at once: to be the active context, to delete what others write. */
final class Races {
    private final RunningDewey dewey;
    private final ToolCases cases;

    Races(RunningDewey dewey) {
        this.dewey = dewey;
        cases = new ToolCases(dewey);
    }

    Stream<Case> cases() {
        startupContexts();
        deletion();
        return cases.stream();
    }

    private void startupContexts() {
        for (String name : Hostile.TEXTS) {
            cases.add(Row.H48, "startupcontexts", "named " + Hostile.shown(name), tools -> {
                Answer set =
                        tools.call("dewey_set_startup_context", "name", name, "content", name, "set_active", false);
                if (set.isRefused()) {
                    return set.reason();
                }
                assertThat(tools.call("dewey_get_startup_context", "name", name)
                                .structured()
                                .getString("content"))
                        .isEqualTo(name);
                assertThat(tools.call("dewey_delete_startup_context", "name", name, "force", true)
                                .isRefused())
                        .isFalse();
                return "came back as it was";
            });
        }
        cases.add(Row.H48, "startupcontexts", "twenty want to be the active one at once", tools -> {
            List<CompletableFuture<JsonObject>> all = IntStream.range(0, 20)
                    .mapToObj(i -> tools.client()
                            .beginCall(
                                    "dewey_set_startup_context",
                                    JsonOf.object("name", "race" + i % 4, "content", "c" + i, "set_active", true)))
                    .toList();
            all.forEach(one ->
                    assertThat(new Answer(McpClient.await(one)).isRefused()).isFalse());
            assertThat(dewey.postgres().ask("SELECT count(*) FROM startup_contexts WHERE is_active"))
                    .isEqualTo("1");
            for (int i = 0; i < 4; i++) {
                tools.call("dewey_delete_startup_context", "name", "race" + i, "force", true);
            }
            assertThat(tools.call("dewey_get_startup_context").structured().get("context"))
                    .isEqualTo(JsonValue.NULL);
            return "one is active";
        });
        cases.add(Row.H48, "startupcontexts", "deleted while it is set, a hundred times", tools -> {
            for (int i = 0; i < 50; i++) {
                CompletableFuture<JsonObject> set = tools.client()
                        .beginCall("dewey_set_startup_context", JsonOf.object("name", "gone", "content", "x"));
                CompletableFuture<JsonObject> deleted = tools.client()
                        .beginCall("dewey_delete_startup_context", JsonOf.object("name", "gone", "force", true));
                new Answer(McpClient.await(set)).outcome();
                new Answer(McpClient.await(deleted)).outcome();
            }
            tools.call("dewey_delete_startup_context", "name", "gone", "force", true);
            return "no fault";
        });
        cases.add(Row.H48, "startupcontexts", "a content over the limit", tools -> tools.call(
                        "dewey_set_startup_context", "name", "large", "content", "x".repeat((1 << 20) + 1))
                .reason());
    }

    private void deletion() {
        cases.add(Row.H50, "conversations", "written, read and listed by others meanwhile", tools -> {
            for (int round = 0; round < 20; round++) {
                String conversation = tools.begin();
                JsonObject id = JsonOf.object("conversation_id", conversation);
                List<CompletableFuture<JsonObject>> all = new ArrayList<>();
                try (McpClient other = McpClient.modern(dewey.mcp())) {
                    for (int i = 0; i < 10; i++) {
                        all.add(other.beginCall(
                                "dewey_store_message",
                                JsonText.object(id)
                                        .add("role", "user")
                                        .add("content", "x")
                                        .build()));
                        all.add(other.beginCall("dewey_get_conversation", id));
                        all.add(other.beginCall("dewey_list_conversations", JsonOf.object("limit", 1)));
                        if (i == round % 10) {
                            all.add(tools.client()
                                    .beginCall(
                                            "dewey_delete_conversation",
                                            JsonText.object(id)
                                                    .add("force", true)
                                                    .build()));
                        }
                    }
                    for (CompletableFuture<JsonObject> each : all) {
                        Answer answer = new Answer(McpClient.await(each));
                        assertThat(answer.outcome()).isIn("taken", "not_found");
                    }
                }
                assertThat(tools.call("dewey_get_conversation", id).reason()).isEqualTo("not_found");
            }
            return "not_found, no orphan";
        });
        cases.add(Row.H50, "conversations", "deleted ten times at once", tools -> {
            String conversation = tools.begin();
            tools.store(conversation);
            JsonObject arguments = JsonOf.object("conversation_id", conversation, "force", true);
            List<CompletableFuture<JsonObject>> all = IntStream.range(0, 10)
                    .mapToObj(i -> tools.client().beginCall("dewey_delete_conversation", arguments))
                    .toList();
            List<String> outcomes = all.stream()
                    .map(each -> new Answer(McpClient.await(each)).outcome())
                    .toList();
            assertThat(outcomes)
                    .containsOnlyOnce("taken")
                    .filteredOn(outcome -> !outcome.equals("taken"))
                    .containsOnly("not_found");
            return "once";
        });
    }
}
