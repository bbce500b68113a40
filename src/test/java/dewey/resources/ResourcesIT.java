package dewey.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
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
class ResourcesIT {
    private final RunningDewey dewey;
    private McpClient client;

    ResourcesIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = McpClient.legacy(dewey.mcp());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void givesAConversationInPages() {
        String id = conversation("a talk", "one", "two", "three");

        JsonObject first = read("dewey://conversation/" + id + "?limit=2");
        JsonObject second = read(first.getString("next"));

        assertThat(first.getString("title")).isEqualTo("a talk");
        assertThat(contents(first)).containsExactly("one", "two");
        assertThat(contents(second)).containsExactly("three");
        assertThat(second).doesNotContainKey("next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dewey://conversation/00000000-0000-7000-8000-000000000000",
                "dewey://conversation/1-1-1-1-1",
                "dewey://conversation/",
                "dewey://context/there-is-none",
                "dewey://nothing",
                "http://localhost/",
                "not a uri"
            })
    void doesNotFindWhatIsNotThere(String uri) {
        JsonObject error =
                client.request("resources/read", JsonOf.object("uri", uri)).getJsonObject("error");

        assertThat(error.getInt("code")).isEqualTo(-32002);
        assertThat(error.getJsonObject("data").getString("uri")).isEqualTo(uri);
    }

    @Test
    void refusesAPageThatCannotBe() {
        String uri = "dewey://conversation/" + conversation("t", "one") + "?from_turn=0";

        JsonObject error =
                client.request("resources/read", JsonOf.object("uri", uri)).getJsonObject("error");

        assertThat(error.getInt("code")).isEqualTo(-32602);
        assertThat(error.getString("message")).contains("from_turn");
    }

    @Test
    void givesStartupContextsByNameAndTheActiveOne() {
        String name = "Über uns / " + UUID.randomUUID();
        client.structured("dewey_set_startup_context", JsonOf.object("name", name, "content", "Be *brief*."));

        List<JsonObject> all = list();
        JsonObject link = all.stream()
                .filter(resource -> resource.getString("name").equals(name))
                .findFirst()
                .orElseThrow();

        assertThat(text(link.getString("uri"))).isEqualTo("Be *brief*.");
        assertThat(text("dewey://context/active")).isEqualTo("Be *brief*.");
        assertThat(all).extracting(resource -> resource.getString("uri")).contains("dewey://context/active");
    }

    @Test
    void listsEveryConversationOnceThroughAllPages() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            ids.add(conversation("listed " + i));
        }

        List<String> listed =
                list().stream().map(resource -> resource.getString("uri")).toList();

        assertThat(listed).doesNotHaveDuplicates();
        assertThat(listed)
                .containsAll(
                        ids.stream().map(id -> "dewey://conversation/" + id).toList());
    }

    @Test
    void tellsASubscriberOfEachChange() {
        String id = conversation("watched", "one");
        String uri = "dewey://conversation/" + id;
        assertThat(client.request("resources/subscribe", JsonOf.object("uri", uri)))
                .containsKey("result");

        try (McpClient other = McpClient.modern(dewey.mcp())) {
            store(other, id, "two");
            JsonObject told = McpClient.json(client.next());
            client.request("resources/unsubscribe", JsonOf.object("uri", uri));
            store(other, id, "three");

            assertThat(told.getString("method")).isEqualTo("notifications/resources/updated");
            assertThat(told.getJsonObject("params").getString("uri")).isEqualTo(uri);
            assertThat(client.request("ping")).containsKey("result");
        }
    }

    @Test
    void completesIds() {
        String id = conversation("unmistakable " + UUID.randomUUID());

        JsonObject completed = client.request(
                        "completion/complete",
                        JsonOf.object(
                                "ref",
                                JsonOf.object(
                                        "type", "ref/resource", "uri", "dewey://conversation/{id}{?from_turn,limit}"),
                                "argument",
                                JsonOf.object("name", "id", "value", id.substring(0, 30))))
                .getJsonObject("result")
                .getJsonObject("completion");

        assertThat(completed.getJsonArray("values")).isEqualTo(JsonOf.array(id));
    }

    private String conversation(String title, String... messages) {
        String id = client.structured("dewey_begin_conversation", JsonOf.object("title", title))
                .getString("conversation_id");
        for (String message : messages) {
            store(client, id, message);
        }
        return id;
    }

    private static void store(McpClient by, String id, String content) {
        by.structured("dewey_store_message", JsonOf.object("conversation_id", id, "role", "user", "content", content));
    }

    private String text(String uri) {
        return client.request("resources/read", JsonOf.object("uri", uri))
                .getJsonObject("result")
                .getJsonArray("contents")
                .getJsonObject(0)
                .getString("text");
    }

    private JsonObject read(String uri) {
        return McpClient.json(text(uri));
    }

    private static List<String> contents(JsonObject page) {
        return page.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("content"))
                .toList();
    }

    private List<JsonObject> list() {
        List<JsonObject> all = new ArrayList<>();
        JsonObject params = JsonOf.object();
        while (params != null) {
            JsonObject page = client.request("resources/list", params).getJsonObject("result");
            all.addAll(page.getJsonArray("resources").getValuesAs(JsonObject.class));
            params = page.containsKey("nextCursor") ? JsonOf.object("cursor", page.getString("nextCursor")) : null;
        }
        return all;
    }
}
