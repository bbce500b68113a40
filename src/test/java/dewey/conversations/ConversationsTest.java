package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private final Given given = new Given();
    private final Conversations conversations = given.conversations;
    private final String tenant = given.tenant;

    @Test
    void beginsAConversationAndGivesItBack() {
        NewConversation begun =
                NewConversation.start("s\u0000", "title \ud800", Given.metadata("{'source':'test','n':1.50}"));

        Conversation answered = conversations.begin(tenant, begun);

        Conversation stored = given.stored(begun.id());
        assertThat(stored).usingRecursiveComparison().ignoringFields("metadata").isEqualTo(answered);
        assertThat(stored.sessionId()).contains("s\u0000");
        assertThat(stored.title()).contains("title \ud800");
        assertThat(stored.metadata()).isEqualTo(begun.metadata());
        assertThat(stored.messageCount()).isZero();
        assertThat(stored.nextTurn()).isEqualTo(1);
    }

    @Test
    void answersTheConversationThatHasTheExternalId() {
        Conversation first = conversations.begin(tenant, NewConversation.start().identifiedBy("import 1"));

        Conversation second = conversations.begin(
                tenant, NewConversation.start("other", null, Metadata.EMPTY).identifiedBy("import 1"));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.sessionId()).isEmpty();
        assertThat(conversations
                        .begin(TestDatabase.tenant(), NewConversation.start().identifiedBy("import 1"))
                        .id())
                .isNotEqualTo(first.id());
    }

    @Test
    void recognisesItsOwnConversationWhenTheFirstAnswerWasLost() {
        NewConversation begun = NewConversation.start();
        Conversation first = conversations.begin(tenant, begun);

        Conversation second = conversations.begin(tenant, begun);

        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(conversations.list(tenant, ListQuery.newest(10)).total()).isEqualTo(1);
    }

    @Test
    void readsAllPagesInOrder() {
        UUID id = given.conversation();
        given.appendAll(id, Given.messages(25));

        List<Integer> turns = new ArrayList<>();
        OptionalInt next = OptionalInt.of(1);
        while (next.isPresent()) {
            ConversationPage page = conversations.read(tenant, id, next.getAsInt(), 10, 1 << 20);
            page.messages().forEach(message -> turns.add(message.turnNumber()));
            next = page.nextTurn();
        }

        assertThat(turns).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void endsAPageAtItsBoundOfBytesButGivesAtLeastOneMessage() {
        UUID id = given.conversation();
        given.append(id, "x".repeat(5_000));
        given.append(id, "y".repeat(300));
        given.append(id, "z".repeat(300));
        given.append(id, "end");

        ConversationPage first = conversations.read(tenant, id, 1, 10, 1_000);
        ConversationPage second = conversations.read(tenant, id, 2, 10, 605);

        assertThat(first.messages()).extracting(Message::turnNumber).containsExactly(1);
        assertThat(first.nextTurn()).hasValue(2);
        assertThat(second.messages()).extracting(Message::turnNumber).containsExactly(2, 3);
        assertThat(second.nextTurn()).hasValue(4);
    }

    @Test
    void countsMetadataAndBlocksAmongTheBytesOfAPage() {
        UUID id = given.conversation();
        Metadata large = Given.metadata("{'row':'" + "m".repeat(800) + "'}");
        given.appendAll(
                id,
                List.of(
                        NewMessage.of(Role.USER, "a").with(large),
                        NewMessage.of(Role.USER, "b").with(large)));

        assertThat(conversations.read(tenant, id, 1, 10, 1_000).messages()).hasSize(1);
    }

    @Test
    void readsNothingBeyondTheEnd() {
        UUID id = given.conversation();
        given.append(id, "only");

        ConversationPage page = conversations.read(tenant, id, 2, 10, 1_000);

        assertThat(page.messages()).isEmpty();
        assertThat(page.nextTurn()).isEmpty();
        assertThat(page.conversation().messageCount()).isEqualTo(1);
    }

    @Test
    void deletesAConversationWithItsMessagesOnce() {
        UUID id = given.conversation();
        given.appendAll(id, Given.messages(3));

        int deleted = conversations.delete(tenant, id);

        assertThat(deleted).isEqualTo(3);
        assertThat(TestDatabase.query("SELECT 1 FROM messages WHERE conversation_id = '" + id + "'"))
                .isEmpty();
        assertThatThrownBy(() -> conversations.delete(tenant, id)).satisfies(ConversationsTest::isNotFound);
        assertThatThrownBy(() -> given.append(id, "late")).satisfies(ConversationsTest::isNotFound);
    }

    @Test
    void doesNotTellAnotherTenantsConversationFromNone() {
        UUID id = given.conversation();
        given.append(id, "mine");
        String other = TestDatabase.tenant();

        List<Runnable> attempts = List.of(
                () -> conversations.read(other, id, 1, 10, 1_000),
                () -> conversations.append(other, id, NewMessage.of(Role.USER, "theirs")),
                () -> conversations.append(
                        other, id, NewMessage.of(Role.USER, "theirs").atTurn(1)),
                () -> conversations.append(
                        other, id, NewMessage.of(Role.USER, "theirs").identifiedBy("x")),
                () -> conversations.appendAll(other, id, Given.messages(2), Given.LIMITS),
                () -> conversations.delete(other, id),
                () -> conversations.read(other, UUID.randomUUID(), 1, 10, 1_000));

        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt::run).satisfies(ConversationsTest::isNotFound));
        assertThat(given.messages(id)).extracting(Message::content).containsExactly("mine");
        assertThat(conversations.list(other, ListQuery.newest(10)).total()).isZero();
    }

    private static void isNotFound(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(refused.field()).contains("conversation_id");
            assertThat(refused).hasMessage("no such conversation");
        });
    }
}
