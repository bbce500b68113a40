package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BulkAppendTest {
    private final Given given = new Given();
    private final UUID id = given.conversation();

    @Test
    void keepsTheOrderOverManyChunks() {
        List<NewMessage> messages = Given.messages(2_345);

        List<Appended> appended = given.appendAll(id, messages);

        assertThat(appended)
                .extracting(Appended::turnNumber)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 2_345).boxed().toList());
        assertThat(given.messages(id))
                .extracting(Message::content)
                .containsExactlyElementsOf(
                        messages.stream().map(NewMessage::content).toList());
        assertThat(given.stored(id).messageCount()).isEqualTo(2_345);
        assertThat(given.append(id, "next").turnNumber()).isEqualTo(2_346);
    }

    @Test
    void keepsWhatOnlyOneMessageHas() {
        NewMessage rich = NewMessage.ofBlocks(
                        Role.ASSISTANT,
                        Given.json("{'b':[{'type':'text','text':'x \\u0000 \\ud800'}]}")
                                .getJsonArray("b"))
                .by("A, \"quoted\" {braces} \\ NULL")
                .with(Given.metadata("{'k':'{a,b}','n':1e3}"))
                .identifiedBy("NULL");

        given.appendAll(id, List.of(NewMessage.of(Role.USER, "plain"), rich));

        Message stored = given.messages(id).get(1);
        assertThat(stored.content()).isEqualTo("x \u0000 \ud800");
        assertThat(stored.blocks()).contains(rich.blocks());
        assertThat(stored.author()).contains("A, \"quoted\" {braces} \\ NULL");
        assertThat(stored.externalId()).contains("NULL");
        assertThat(stored.metadata().value().getJsonNumber("n").bigDecimalValue())
                .isEqualByComparingTo("1000");
        assertThat(given.messages(id).get(0).author()).isEmpty();
    }

    @Test
    void reportsWhatIsKnownOrGivenTwiceAndStoresTheRest() {
        Appended known = given.conversations.append(
                given.tenant, id, NewMessage.of(Role.USER, "known").identifiedBy("a\u0000"));

        List<Appended> appended = given.appendAll(
                id,
                List.of(
                        NewMessage.of(Role.USER, "again").identifiedBy("a\u0000"),
                        NewMessage.of(Role.USER, "new").identifiedBy("b"),
                        NewMessage.of(Role.USER, "twice").identifiedBy("b"),
                        NewMessage.of(Role.USER, "plain")));

        assertThat(appended).extracting(Appended::duplicate).containsExactly(true, false, true, false);
        assertThat(appended).extracting(Appended::turnNumber).containsExactly(1, 2, 2, 3);
        assertThat(appended.get(0).messageId()).isEqualTo(known.messageId());
        assertThat(given.messages(id)).extracting(Message::content).containsExactly("known", "new", "plain");
    }

    @Test
    void changesNothingWhenAllIsKnown() {
        List<NewMessage> messages = List.of(
                NewMessage.of(Role.USER, "a").identifiedBy("a"),
                NewMessage.of(Role.USER, "b").identifiedBy("b"));
        given.appendAll(id, messages);
        Conversation before = given.stored(id);

        List<Appended> again = given.appendAll(
                id,
                List.of(
                        NewMessage.of(Role.USER, "a").identifiedBy("a"),
                        NewMessage.of(Role.USER, "b").identifiedBy("b")));

        assertThat(again).allMatch(Appended::duplicate);
        assertThat(given.stored(id)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void recognisesItsOwnMessagesWhenTheFirstAnswerWasLost() {
        List<NewMessage> messages = List.of(
                NewMessage.of(Role.USER, "a").identifiedBy("a"),
                NewMessage.of(Role.USER, "b"),
                NewMessage.of(Role.USER, "c").atTurn(9));
        List<Appended> first = given.appendAll(id, messages);

        List<Appended> second = given.appendAll(id, messages);

        assertThat(second).isEqualTo(first);
        assertThat(given.stored(id).messageCount()).isEqualTo(3);
    }

    @Test
    void refusesAllWhenOneTurnIsTakenAndSaysWhich() {
        given.appendAll(id, Given.messages(3));

        assertThatThrownBy(() -> given.appendAll(
                        id,
                        List.of(
                                NewMessage.of(Role.USER, "fine"),
                                NewMessage.of(Role.USER, "taken").atTurn(2))))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(refused.field()).contains("messages[1].turn_number");
                    assertThat(refused).hasMessage("messages[1].turn_number 2 is taken; the next free one is 5");
                });
        assertThat(given.messages(id)).hasSize(3);
    }

    @Test
    void refusesAllWhenTheLastIsOverALimit() {
        List<NewMessage> messages = new ArrayList<>(Given.messages(3));
        messages.add(NewMessage.of(Role.USER, "x".repeat((1 << 20) + 1)));

        assertThatThrownBy(() -> given.appendAll(id, messages)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(refused.field()).contains("messages[3].content");
            assertThat(refused).hasMessage("messages[3].content is 1048577 bytes; the limit is 1048576");
        });
        assertThat(given.messages(id)).isEmpty();
    }

    @Test
    void refusesNoneAndTooManyAndNullMessages() {
        assertThatThrownBy(() -> given.appendAll(id, List.of()))
                .hasMessage("messages is empty; it must hold at least one message");
        assertThatThrownBy(() -> given.appendAll(id, Given.messages(2_501)))
                .hasMessage("messages is 2501 messages; the limit is 2500");
        assertThatThrownBy(() -> given.appendAll(id, Collections.singletonList(null)))
                .hasMessage("messages[0] is null");
    }

    @Test
    void beginsAConversationWithItsMessagesInOneTransaction() {
        BulkAppended begun =
                given.conversations.beginWith(given.tenant, NewConversation.start(), Given.messages(3), Given.LIMITS);

        assertThat(begun.conversation().messageCount()).isEqualTo(3);
        assertThat(begun.messages()).extracting(Appended::turnNumber).containsExactly(1, 2, 3);
        assertThat(given.messages(begun.conversation().id())).hasSize(3);
    }

    @Test
    void beginsNothingWhenAMessageCannotBeStored() {
        NewConversation conversation = NewConversation.start("s", null, Metadata.EMPTY);
        List<NewMessage> messages = List.of(
                NewMessage.of(Role.USER, "a").atTurn(4),
                NewMessage.of(Role.USER, "b").atTurn(4));

        assertThatThrownBy(() -> given.conversations.beginWith(given.tenant, conversation, messages, Given.LIMITS))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> given.messages(conversation.id())).hasMessage("no such conversation");
    }

    @Test
    void continuesAnImportThatIsRepeated() {
        NewConversation first = NewConversation.start().identifiedBy("file 1");
        given.conversations.beginWith(
                given.tenant, first, List.of(NewMessage.of(Role.USER, "a").identifiedBy("a")), Given.LIMITS);

        BulkAppended again = given.conversations.beginWith(
                given.tenant,
                NewConversation.start().identifiedBy("file 1"),
                List.of(
                        NewMessage.of(Role.USER, "a").identifiedBy("a"),
                        NewMessage.of(Role.USER, "b").identifiedBy("b")),
                Given.LIMITS);

        assertThat(again.conversation().id()).isEqualTo(first.id());
        assertThat(again.messages()).extracting(Appended::duplicate).containsExactly(true, false);
        assertThat(again.conversation().messageCount()).isEqualTo(2);
    }
}
