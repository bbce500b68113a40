package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppendTest {
    private final Given given = new Given();
    private UUID id;

    @BeforeEach
    void begin() {
        id = given.conversation();
    }

    @Test
    void keepsEverythingOfAMessage() {
        JsonArray blocks = Json.createArrayBuilder()
                .add(Given.json("{'type':'text','text':'hello'}"))
                .add(Given.json("{'type':'image','data':'AAAA'}"))
                .build();
        NewMessage message = NewMessage.ofBlocks(Role.ASSISTANT, blocks)
                .by("Claude")
                .with(Given.metadata("{'tokens':12345678901234567890.123,'nested':{'a':[null,true,1.50]}}"))
                .identifiedBy("row 1")
                .at(Instant.parse("2024-02-29T23:59:59.123456789Z"));

        Appended appended = append(message);

        Message stored = given.messages(id).get(0);
        assertThat(stored.id()).isEqualTo(message.id()).isEqualTo(appended.messageId());
        assertThat(stored.conversationId()).isEqualTo(id);
        assertThat(stored.turnNumber()).isEqualTo(1).isEqualTo(appended.turnNumber());
        assertThat(stored.role()).isEqualTo(Role.ASSISTANT);
        assertThat(stored.content()).isEqualTo("hello");
        assertThat(stored.blocks()).contains(blocks);
        assertThat(stored.author()).contains("Claude");
        assertThat(stored.metadata()).isEqualTo(message.metadata());
        assertThat(stored.externalId()).contains("row 1");
        assertThat(stored.createdAt())
                .isEqualTo(Instant.parse("2024-02-29T23:59:59.123456Z"))
                .isEqualTo(appended.createdAt());
    }

    @Test
    void losesNothingThatPostgresqlCannotSpell() {
        String awkward = "a\u0000b \ud800 \udc00\ud800 \ufdd0 \ufdd00000 \uffff 😀 \u202e \r\n";
        NewMessage message = NewMessage.of(Role.TOOL, awkward)
                .by(awkward)
                .identifiedBy(awkward)
                .with(new Metadata(Json.createObjectBuilder()
                        .add(awkward, Json.createArrayBuilder().add(awkward))
                        .build()));

        append(message);

        Message stored = given.messages(id).get(0);
        assertThat(stored.content()).isEqualTo(awkward);
        assertThat(stored.author()).contains(awkward);
        assertThat(stored.externalId()).contains(awkward);
        assertThat(stored.metadata()).isEqualTo(message.metadata());
        assertThat(append(message).duplicate()).isFalse();
        assertThat(append(NewMessage.of(Role.TOOL, "again").identifiedBy(awkward))
                        .duplicate())
                .isTrue();
    }

    @Test
    void storesWordsAndTextsThatTheSearchCannotHold() {
        String word = "x".repeat(10_000);
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; vocabulary.length() < 900_000; i++) {
            vocabulary.append(Integer.toString(i * 7919, 36)).append(i % 9 == 0 ? " 日本語" + i : " ");
        }

        append(NewMessage.of(Role.USER, word));
        append(NewMessage.of(Role.USER, vocabulary.toString()));

        assertThat(given.messages(id)).extracting(Message::content).containsExactly(word, vocabulary.toString());
    }

    @Test
    void advancesItsConversation() {
        Conversation before = given.stored(id);

        Appended appended = given.append(id, "hello");

        Conversation after = given.stored(id);
        assertThat(after.messageCount()).isEqualTo(1);
        assertThat(after.nextTurn()).isEqualTo(2);
        assertThat(after.updatedAt()).isAfter(before.updatedAt()).isEqualTo(appended.createdAt());
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
    }

    @Test
    void goesOnAfterATurnThatWasGiven() {
        append(NewMessage.of(Role.USER, "fifth").atTurn(5));

        Appended next = given.append(id, "sixth");
        Appended earlier = append(NewMessage.of(Role.USER, "second").atTurn(2));
        Appended last = given.append(id, "seventh");

        assertThat(next.turnNumber()).isEqualTo(6);
        assertThat(earlier.turnNumber()).isEqualTo(2);
        assertThat(last.turnNumber()).isEqualTo(7);
        assertThat(given.stored(id).messageCount()).isEqualTo(4);
    }

    @Test
    void refusesATurnThatIsTakenAndNamesTheNextFreeOne() {
        given.appendAll(id, Given.messages(8));

        assertThatThrownBy(() -> append(NewMessage.of(Role.USER, "late").atTurn(5)))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(refused.field()).contains("turn_number");
                    assertThat(refused).hasMessage("turn_number 5 is taken; the next free one is 9");
                });
        assertThat(given.stored(id).messageCount()).isEqualTo(8);
    }

    @Test
    void answersAKnownExternalIdWithTheFirstOnesValuesAndChangesNothing() {
        Appended first = append(NewMessage.of(Role.USER, "first").identifiedBy("e1"));
        Conversation before = given.stored(id);

        Appended second = append(NewMessage.of(Role.USER, "second").identifiedBy("e1"));

        assertThat(second).isEqualTo(new Appended(first.messageId(), first.turnNumber(), first.createdAt(), true));
        assertThat(given.stored(id)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void tellsExternalIdsOfTwoConversationsApart() {
        append(NewMessage.of(Role.USER, "first").identifiedBy("e1"));
        UUID other = given.conversation();

        Appended appended = given.conversations.append(
                given.tenant, other, NewMessage.of(Role.USER, "other").identifiedBy("e1"));

        assertThat(appended.duplicate()).isFalse();
        assertThat(appended.turnNumber()).isEqualTo(1);
    }

    @Test
    void recognisesItsOwnMessageWhenTheFirstAnswerWasLost() {
        NewMessage plain = NewMessage.of(Role.USER, "plain");
        NewMessage placed = NewMessage.of(Role.USER, "placed").atTurn(7);
        NewMessage named = NewMessage.of(Role.USER, "named").identifiedBy("e1");
        Appended firstPlain = append(plain);
        Appended firstPlaced = append(placed);
        Appended firstNamed = append(named);

        assertThat(append(plain)).isEqualTo(firstPlain);
        assertThat(append(placed)).isEqualTo(firstPlaced);
        assertThat(append(named)).isEqualTo(firstNamed);
        assertThat(given.stored(id).messageCount()).isEqualTo(3);
    }

    @Test
    void refusesWhatIsOverItsLimitsAndStoresNothing() {
        String large = "é".repeat((1 << 19) + 1);

        assertThatThrownBy(() -> given.append(id, large)).hasMessage("content is 1048578 bytes; the limit is 1048576");
        assertThat(given.messages(id)).isEmpty();
    }

    private Appended append(NewMessage message) {
        return given.conversations.append(given.tenant, id, message);
    }
}
