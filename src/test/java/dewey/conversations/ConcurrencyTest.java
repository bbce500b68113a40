package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.TestDatabase;
import dewey.refusals.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final int WRITERS = 100;

    private final Given given = new Given();
    private final UUID id = given.conversation();

    @Test
    void hundredWritersGetContiguousUniqueTurnsAndLoseNothing() throws Exception {
        List<Appended> appended = atOnce(WRITERS, writer -> {
            List<Appended> own = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                own.add(given.append(id, "writer " + writer + " message " + i));
            }
            return own;
        });

        List<Message> stored = given.messages(id);
        assertThat(stored)
                .extracting(Message::turnNumber)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 500).boxed().toList());
        assertThat(stored).extracting(Message::content).doesNotHaveDuplicates();
        assertThat(appended).extracting(Appended::turnNumber).doesNotHaveDuplicates();
        assertThat(given.stored(id).messageCount()).isEqualTo(500);
    }

    @Test
    void bulksAndSinglesShareTheTurnsAndABulkStaysTogether() throws Exception {
        List<Appended> appended = atOnce(
                20,
                writer -> writer % 2 == 0
                        ? List.of(given.append(id, "single"))
                        : given.appendAll(id, Given.messages(50)));

        List<Message> stored = given.messages(id);
        assertThat(appended).hasSize(10 + 10 * 50);
        assertThat(stored)
                .extracting(Message::turnNumber)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 510).boxed().toList());
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i).content().equals("message 1")) {
                assertThat(stored.get(i + 49).content()).isEqualTo("message 50");
            }
        }
    }

    @Test
    void oneExternalIdThatRacesIsStoredOnce() throws Exception {
        List<Appended> appended = atOnce(
                40,
                writer -> List.of(given.conversations.append(
                        given.tenant,
                        id,
                        NewMessage.of(Role.USER, "writer " + writer).identifiedBy("same"))));

        assertThat(given.messages(id)).hasSize(1);
        assertThat(appended).filteredOn(each -> !each.duplicate()).hasSize(1);
        assertThat(appended)
                .extracting(Appended::messageId)
                .containsOnly(given.messages(id).get(0).id());
        assertThat(given.stored(id).nextTurn()).isEqualTo(2);
    }

    @Test
    void bulksOfTheSameMessagesThatRaceAreStoredOnce() throws Exception {
        List<Appended> appended = atOnce(
                8,
                writer -> given.appendAll(
                        id,
                        IntStream.range(0, 100)
                                .mapToObj(i ->
                                        NewMessage.of(Role.USER, "row " + i).identifiedBy("row " + i))
                                .toList()));

        assertThat(given.messages(id)).hasSize(100);
        assertThat(appended).filteredOn(each -> !each.duplicate()).hasSize(100);
    }

    @Test
    void importsOfOneFileThatRaceFillOneConversation() throws Exception {
        List<UUID> conversations = atOnce(
                8,
                writer -> List.of(given.conversations
                        .beginWith(
                                given.tenant,
                                NewConversation.start().identifiedBy("file"),
                                List.of(NewMessage.of(Role.USER, "row").identifiedBy("row")),
                                Given.LIMITS)
                        .conversation()
                        .id()));

        assertThat(conversations).containsOnly(conversations.get(0));
        assertThat(given.messages(conversations.get(0))).hasSize(1);
    }

    @Test
    void oneTurnThatRacesHasOneWinner() throws Exception {
        List<String> outcomes = atOnce(20, writer -> {
            try {
                given.conversations.append(
                        given.tenant, id, NewMessage.of(Role.USER, "x").atTurn(3));
                return List.of("stored");
            } catch (Refused e) {
                return List.of(e.getMessage());
            }
        });

        assertThat(outcomes).filteredOn("stored"::equals).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.equals("stored"))
                .containsOnly("turn_number 3 is taken; the next free one is 4");
    }

    @Test
    void deletionThatRacesWritersLeavesNothingBehind() throws Exception {
        CountDownLatch underWay = new CountDownLatch(20);
        List<String> outcomes = atOnce(21, writer -> {
            try {
                if (writer == 20) {
                    underWay.await();
                    return List.of("deleted " + (given.conversations.delete(given.tenant, id) > 0));
                }
                for (int i = 0; i < 200; i++) {
                    given.append(id, "x");
                    underWay.countDown();
                }
                return List.of("survived");
            } catch (Refused e) {
                return List.of(e.getMessage());
            }
        });

        assertThat(outcomes).containsOnlyOnce("deleted true");
        assertThat(Collections.frequency(outcomes, "no such conversation")).isEqualTo(20);
        assertThat(TestDatabase.query("SELECT 1 FROM messages WHERE conversation_id = '" + id + "'"))
                .isEmpty();
    }

    /** What all writers answer, each in a thread of its own. */
    private static <T> List<T> atOnce(int writers, Writer<T> writer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<List<T>>> tasks = IntStream.range(0, writers)
                    .<Callable<List<T>>>mapToObj(i -> () -> writer.write(i))
                    .toList();
            List<T> answers = new ArrayList<>();
            for (Future<List<T>> task : threads.invokeAll(tasks)) {
                answers.addAll(task.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    private interface Writer<T> {
        List<T> write(int number) throws Exception;
    }
}
