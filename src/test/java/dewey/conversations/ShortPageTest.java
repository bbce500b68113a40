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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that are read as rows, and those that are too long for it, are the same to whoever reads them. */
class ShortPageTest {
    private static final long ROOM = 1 << 20;

    private final Given given = new Given();
    private final UUID id = given.conversation();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, ShortPage.MOST - 1, ShortPage.MOST, ShortPage.MOST + 1, ShortPage.MOST + 2, 60})
    void givesAllOfAConversationThatIsReadWithoutALimit(int messages) {
        append(messages);

        ConversationPage page = read(1, Integer.MAX_VALUE, ROOM);

        assertThat(turns(page)).containsExactlyElementsOf(upTo(messages));
        assertThat(page.nextTurn()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, ShortPage.MOST - 1, ShortPage.MOST, ShortPage.MOST + 1, 59, 60, 61})
    void goesOnWhereItEnded(int limit) {
        append(60);
        List<Integer> seen = new ArrayList<>();

        for (OptionalInt next = OptionalInt.of(1); next.isPresent(); ) {
            ConversationPage page = read(next.getAsInt(), limit, ROOM);
            assertThat(page.messages()).hasSizeBetween(1, limit);
            seen.addAll(turns(page));
            next = page.nextTurn();
        }

        assertThat(seen).containsExactlyElementsOf(upTo(60));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "25, 2", "320, 27"})
    void endsWhereNoMoreFits(long bytes, int turns) {
        // with their metadata, {}, the first nine have eleven bytes, those behind them twelve
        append(60);

        ConversationPage page = read(1, Integer.MAX_VALUE, bytes);

        assertThat(page.messages()).hasSize(turns);
        assertThat(page.nextTurn()).hasValue(turns + 1);
    }

    @Test
    void givesEachPartOfAMessageAsItWasStored() {
        NewMessage message = NewMessage.ofBlocks(
                        Role.TOOL,
                        Given.json("{'b':[{'type':'text','text':'so \ud83d\ude00 it is'}]}")
                                .getJsonArray("b"))
                .by("author \ud800")
                .with(Given.metadata("{'n':1.50}"))
                .identifiedBy("external \u0000");
        given.conversations.append(given.tenant, id, message);

        Message read = read(1, 1, ROOM).messages().get(0);
        Message byReading = given.conversations
                .readLast(given.tenant, id, 1, ROOM)
                .messages()
                .get(0);

        assertThat(read).usingRecursiveComparison().ignoringFields("blocks").isEqualTo(byReading);
        assertThat(read.blocks()).contains(message.blocks()).isEqualTo(byReading.blocks());
        assertThat(read.author()).contains("author \ud800");
    }

    @Test
    void isNotThereForAnotherTenant() {
        assertThatThrownBy(() -> given.conversations.read(TestDatabase.tenant(), id, 1, 5, ROOM))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    private void append(int messages) {
        if (messages > 0) {
            given.appendAll(id, Given.messages(messages));
        }
    }

    private ConversationPage read(int fromTurn, int limit, long bytes) {
        return given.conversations.read(given.tenant, id, fromTurn, limit, bytes);
    }

    private static List<Integer> turns(ConversationPage page) {
        return page.messages().stream().map(Message::turnNumber).toList();
    }

    private static List<Integer> upTo(int messages) {
        return IntStream.rangeClosed(1, messages).boxed().toList();
    }
}
