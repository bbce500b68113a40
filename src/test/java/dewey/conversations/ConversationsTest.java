package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final Limits LIMITS = new Limits(1 << 20, 256 << 10, 32, 10_000);

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);

    @Test
    void givesBackWhatWasAppendedInOrder() {
        UUID id = conversations.begin(tenant, NewConversation.start()).id();

        conversations.append(tenant, id, NewMessage.of(Role.USER, "hello"));
        conversations.appendAll(
                tenant, id, List.of(NewMessage.of(Role.ASSISTANT, "hi"), NewMessage.of(Role.USER, "bye")), LIMITS);

        ConversationPage page = conversations.read(tenant, id, 1, 10, 1 << 20);
        assertThat(page.messages()).extracting(Message::content).containsExactly("hello", "hi", "bye");
        assertThat(page.messages()).extracting(Message::turnNumber).containsExactly(1, 2, 3);
        assertThat(page.nextTurn()).isEmpty();
        assertThat(page.conversation().messageCount()).isEqualTo(3);
        assertThat(conversations.list(tenant, ListQuery.newest(20)).total()).isEqualTo(1);
    }
}
