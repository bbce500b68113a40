package dewey.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaudeAiTest {
    private final ClaudeAi format = new ClaudeAi();

    @Test
    void tellsWhatWasSaidAndWhatWasAttached() throws Exception {
        List<NewMessage> messages = messages();

        assertThat(messages)
                .extracting(NewMessage::content)
                .containsExactly(
                        "How deep is the peat?\n[attachment borings.txt]\nhole 7: 3.2 m\n[file map.png]",
                        "Hole seven tells.\nlookup\n3.2\nAbout three metres.",
                        "Thanks!");
        assertThat(messages).extracting(NewMessage::role).containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(messages).extracting(NewMessage::externalId).containsExactly("m-1", "m-2", "m-3");
        assertThat(messages.get(0).createdAt()).isEqualTo(Instant.parse("2025-02-03T10:11:12.200Z"));
    }

    @Test
    void keepsEachMessageWholeAndSaysWhichItFollows() throws Exception {
        JsonObject conversation = ChatGptTest.array("claude-ai.json").get(0).asJsonObject();
        List<NewMessage> messages = messages();

        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i).metadata().value().get("row"))
                    .isEqualTo(conversation.getJsonArray("chat_messages").get(i));
        }
        assertThat(messages.get(1).metadata().value().getString("parent")).isEqualTo("m-1");
        assertThat(messages.get(2).metadata().value()).doesNotContainKey("parent");
    }

    @Test
    void namesTheConversation() throws Exception {
        List<Piece> pieces = Given.pieces(
                format,
                ChatGptTest.array("claude-ai.json").get(0).toString(),
                ChatGptTest.array("claude-ai.json").get(1).toString());
        NewConversation opened = ((Piece.Opening) pieces.get(0)).conversation();

        assertThat(opened.title()).isEqualTo("A map of the fens");
        assertThat(opened.externalId()).isEqualTo("claude.ai:5b0f7a52-0000-4000-8000-000000000001");
        assertThat(opened.createdAt()).isEqualTo(Instant.parse("2025-02-03T10:11:12.131415Z"));
        assertThat(opened.metadata().value().getJsonObject("conversation"))
                .containsOnlyKeys("uuid", "name", "summary", "created_at", "updated_at", "account");
        assertThat(((Piece.Opening) pieces.get(4)).conversation().title()).isNull();
    }

    @Test
    void losesNoMessageThatIsNone() throws Exception {
        List<NewMessage> messages =
                Given.messages(format, "{\"uuid\":\"c\",\"chat_messages\":[7,\"text\",{},{\"uuid\":\"\"},{}]}");

        assertThat(messages).hasSize(5);
        assertThat(messages).extracting(NewMessage::externalId).doesNotHaveDuplicates();
    }

    private List<NewMessage> messages() throws Exception {
        return Given.messages(format, ChatGptTest.array("claude-ai.json").get(0).toString());
    }
}
