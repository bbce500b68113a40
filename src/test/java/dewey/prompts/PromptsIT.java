package dewey.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class PromptsIT {
    private final RunningDewey dewey;
    private final String title = "talk " + UUID.randomUUID();
    private McpClient client;

    PromptsIT(RunningDewey dewey) {
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
    void resumesWithTheLastTurnsThatFitTheBudget() {
        conversation("x".repeat(90), "the middle", "the end");

        JsonObject prompt = get("resume_conversation", "conversation", title, "max_characters", "100");

        List<JsonObject> messages = prompt.getJsonArray("messages").getValuesAs(JsonObject.class);
        assertThat(messages)
                .extracting(message -> message.getString("role"))
                .containsExactly("user", "assistant", "user");
        assertThat(text(messages.get(0))).contains(title, "the last 2 of its 3 turns");
        assertThat(messages.subList(1, 3)).extracting(PromptsIT::text).containsExactly("the middle", "the end");
    }

    @Test
    void shortensASingleTurnThatIsLongerThanTheBudget() {
        conversation("a".repeat(500) + "😀" + "z".repeat(99));

        JsonObject prompt = get("resume_conversation", "conversation", title, "max_characters", "100");

        assertThat(text(prompt.getJsonArray("messages").getJsonObject(1))).isEqualTo("(shortened) …" + "z".repeat(99));
    }

    @Test
    void hasASessionSummedUp() {
        String id = conversation("build it", "it is built");

        JsonObject prompt = get("summarise_session", "conversation", id, "focus", "the failures");

        assertThat(text(prompt.getJsonArray("messages").getJsonObject(0)))
                .contains("[1 user] build it\n[2 assistant] it is built\n", "Above all: the failures")
                .doesNotContain("left out");
    }

    @Test
    void loadsAStartupContext() {
        client.structured("dewey_set_startup_context", JsonOf.object("name", title, "content", "Speak plainly."));

        JsonObject named = get("load_startup_context", "name", title);
        JsonObject active = get("load_startup_context");

        assertThat(text(named.getJsonArray("messages").getJsonObject(0))).isEqualTo("Speak plainly.");
        assertThat(active).isEqualTo(named);
    }

    @Test
    void refusesWhatItCannotDo() {
        conversation();

        assertThat(error("resume_conversation", "conversation", "no title of anything"))
                .contains("conversation");
        assertThat(error("resume_conversation", "conversation", title)).contains("holds no message yet");
        assertThat(error("resume_conversation", "conversation", title, "max_characters", "many"))
                .contains("max_characters must be a whole number from 100 to 1000000");
        assertThat(error("resume_conversation")).contains("conversation");
        assertThat(error("no_such_prompt")).contains("unknown prompt");
    }

    @Test
    void suggestsTitlesAndNames() {
        conversation("one");
        client.structured("dewey_set_startup_context", JsonOf.object("name", title, "content", "c"));

        assertThat(suggested(
                        "resume_conversation",
                        "conversation",
                        title.substring(2).toUpperCase()))
                .isEqualTo(JsonOf.array(title));
        assertThat(suggested("load_startup_context", "name", title.substring(3)))
                .isEqualTo(JsonOf.array(title));
        assertThat(suggested("resume_conversation", "conversation", "%_" + title))
                .isEmpty();
    }

    private JsonArray suggested(String prompt, String argument, String typed) {
        return client.request(
                        "completion/complete",
                        JsonOf.object(
                                "ref",
                                JsonOf.object("type", "ref/prompt", "name", prompt),
                                "argument",
                                JsonOf.object("name", argument, "value", typed)))
                .getJsonObject("result")
                .getJsonObject("completion")
                .getJsonArray("values");
    }

    private String conversation(String... messages) {
        String id = client.structured("dewey_begin_conversation", JsonOf.object("title", title))
                .getString("conversation_id");
        for (int i = 0; i < messages.length; i++) {
            client.structured(
                    "dewey_store_message",
                    JsonOf.object(
                            "conversation_id", id, "role", i % 2 == 0 ? "user" : "assistant", "content", messages[i]));
        }
        return id;
    }

    private JsonObject get(String prompt, Object... arguments) {
        return asked(prompt, arguments).getJsonObject("result");
    }

    private String error(String prompt, Object... arguments) {
        JsonObject error = asked(prompt, arguments).getJsonObject("error");
        assertThat(error.getInt("code")).isEqualTo(-32602);
        return error.getString("message");
    }

    private JsonObject asked(String prompt, Object... arguments) {
        return client.request("prompts/get", JsonOf.object("name", prompt, "arguments", JsonOf.object(arguments)));
    }

    private static String text(JsonObject message) {
        return message.getJsonObject("content").getString("text");
    }
}
