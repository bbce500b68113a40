package dewey.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatGptTest {
    private final ChatGpt format = new ChatGpt();

    @Test
    void tellsEveryBranchInTheOrderInWhichItWasSaid() throws Exception {
        List<NewMessage> messages =
                Given.messages(Given.pieces(format, sample(0).toString()));

        assertThat(messages)
                .extracting(NewMessage::externalId)
                .containsExactly("sys", "q1", "a1", "a2", "q2", "c1", "t1", "r1");
        assertThat(messages)
                .extracting(NewMessage::content)
                .containsExactly(
                        "[system]",
                        "When do I graft a pear tree?",
                        "In March.",
                        "In late winter, while it sleeps.",
                        "[image]\nIs this one sound?",
                        "measure('bark')",
                        "0.93",
                        "Judging the bark\nIt is nearly whole.");
        assertThat(messages)
                .extracting(NewMessage::role)
                .containsExactly(
                        Role.SYSTEM,
                        Role.USER,
                        Role.ASSISTANT,
                        Role.ASSISTANT,
                        Role.USER,
                        Role.ASSISTANT,
                        Role.TOOL,
                        Role.ASSISTANT);
        assertThat(messages)
                .extracting(NewMessage::author)
                .containsExactly(null, null, "gpt-4", "gpt-4o", null, "gpt-4o", "python", "o3");
    }

    @Test
    void saysOfEachMessageWhichItFollowsAndKeepsTheWholeNode() throws Exception {
        JsonObject conversation = sample(0);
        List<NewMessage> messages = Given.messages(Given.pieces(format, conversation.toString()));

        assertThat(messages)
                .extracting(message -> message.metadata().value().getString("parent"))
                .containsExactly("root", "sys", "q1", "q1", "a2", "q2", "c1", "t1");
        for (NewMessage message : messages) {
            assertThat(message.metadata().value().get("row"))
                    .isEqualTo(conversation.getJsonObject("mapping").get(message.externalId()));
        }
        assertThat(messages.get(2).createdAt()).isEqualTo(Instant.parse("2024-03-05T16:00:10.123457Z"));
        // without a time of its own: that of the conversation
        assertThat(messages.get(0).createdAt()).isEqualTo(Instant.parse("2024-03-05T16:00:00.250Z"));
    }

    @Test
    void keepsAllElseThatIsKnownOfTheConversation() throws Exception {
        NewConversation opened =
                ((Piece.Opening) Given.pieces(format, sample(0).toString()).get(0)).conversation();

        assertThat(opened.title()).isEqualTo("Grafting an old pear");
        assertThat(opened.externalId()).isEqualTo("chatgpt:67a0c0de-0000-4000-8000-000000000001");
        assertThat(opened.sessionId()).isEqualTo("67a0c0de-0000-4000-8000-000000000001");
        assertThat(opened.createdAt()).isEqualTo(Instant.parse("2024-03-05T16:00:00.250Z"));
        JsonObject metadata = opened.metadata().value();
        assertThat(metadata.getJsonObject("conversation").getString("current_node"))
                .isEqualTo("r1");
        assertThat(metadata.getJsonObject("conversation")).doesNotContainKey("mapping");
        assertThat(metadata.getJsonObject("empty_nodes")).containsOnlyKeys("root");
    }

    @Test
    void opensAConversationInWhichNothingWasSaid() throws Exception {
        assertThat(Given.pieces(format, sample(1).toString())).hasSize(1);
    }

    @Test
    void refusesWhatIsNoConversation() {
        assertThatThrownBy(() -> Given.pieces(format, "{\"title\":\"no mapping\"}"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("mapping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'content_type':'tether_quote','title':'Orchards','url':'https://x.example','text':'t'} | Orchards/https://x.example/t",
                "{'content_type':'tether_browsing_display','result':'found','summary':null} | found",
                "{'content_type':'reasoning_recap','content':'Thought for 7s'} | Thought for 7s",
                "{'content_type':'user_editable_context','user_profile':'a gardener','user_instructions':'be brief'} | a gardener/be brief",
                "{'content_type':'system_error','name':'oops','text':'went wrong'} | oops/went wrong",
                "{'content_type':'multimodal_text','parts':[{'content_type':'audio_transcription','text':'hello','direction':'in'},{'content_type':'audio_asset_pointer'}]} | hello/[audio]",
                "{'content_type':'not_yet_known','somewhere':{'deep':['within']}} | within",
                "{} | [assistant]",
                "{'content_type':'text','parts':null} | [assistant]",
                "{'content_type':'text','parts':[null,7,{}]} | [assistant]"
            })
    void readsTheTextOfEachKindOfContent(String content, String text) throws Exception {
        String conversation = ("{'id':'c','mapping':{'n':{'message':{'author':{'role':'assistant'},'content':" + content
                        + "}}}}")
                .replace('\'', '"');

        assertThat(Given.messages(format, conversation).get(0).content())
                .isEqualTo(text.replace("|", "").replace("/", "\n").replace("https:\n\n", "https://"));
    }

    @Test
    void losesNoMessageOfATreeThatIsNone() throws Exception {
        String node =
                "'%s':{'parent':%s,'message':{'author':{'role':'user'},'create_time':%s,'content':{'parts':['%s']}}}";
        String conversation = ("{'id':'c','mapping':{"
                        + String.join(
                                ",",
                                node.formatted("circle-1", "'circle-2'", "1", "one"),
                                node.formatted("circle-2", "'circle-1'", "2", "two"),
                                node.formatted("self", "'self'", "1e300", "three"),
                                node.formatted("orphan", "'gone'", "-1", "four"),
                                "'odd':7")
                        + "}}")
                .replace('\'', '"');

        assertThat(Given.messages(format, conversation))
                .extracting(NewMessage::content)
                .containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    private static JsonObject sample(int index) throws Exception {
        return array("chatgpt.json").get(index).asJsonObject();
    }

    static List<JsonValue> array(String name) throws Exception {
        try (InputStream in = ChatGptTest.class.getResourceAsStream("/transcripts/" + name)) {
            return JsonText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .asJsonArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
