package dewey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.conversations.Conversations;
import dewey.conversations.IndexMerge;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.search.FrequencyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How long a search takes in a large store, and what the search costs those who store; prints what it saw. */
class SpeedTest {
    static final String MESSAGES = "dewey.evaluation.messages";

    private static final int BULK = 1_000;
    private static final int MEASURED = 40_000;
    private static final int QUESTIONS = 300;

    /** No vector is made any more, neither here nor there, and there is no index of them. */
    private static final String WITHOUT_SEARCH =
            """
            DROP INDEX messages_by_search;
            DROP TRIGGER messages_search_made ON messages;
            CREATE OR REPLACE FUNCTION search_vector(author text, role text, content text, metadata jsonb) RETURNS tsvector
                IMMUTABLE PARALLEL SAFE RETURN NULL::tsvector""";

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    private final Babble babble = new Babble(20261126);
    private final IndexMerge index =
            new IndexMerge(TestDatabase.transactions(), Executors.newSingleThreadExecutor(Daemon::new));
    private Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS, index);
    private final String tenant = TestDatabase.tenant();

    @Test
    void answersQuicklyInALargeStore() {
        int count = Integer.getInteger(MESSAGES, 0);
        assumeTrue(count > 0, "-D" + MESSAGES + "=370000 makes a store of that size: nothing to measure");
        System.out.printf(Locale.ROOT, "stored %,d messages: %,.0f/s%n", count, stored(count, babble::message));
        // given: as autovacuum leaves it
        TestDatabase.execute("VACUUM ANALYZE messages");

        // when
        String before = asked("before the frequencies are known");
        long begun = System.nanoTime();
        assertThat(new FrequencyTable(TestDatabase.transactions()).refresh()).isTrue();
        System.out.printf(Locale.ROOT, "frequencies counted in %.1f s%n", (System.nanoTime() - begun) / 1e9);
        String after = asked("with the frequencies");

        // then
        System.out.println(before + "\n" + after);
        double turnsWith = stored(MEASURED, babble::turn);
        double messagesWith = stored(MEASURED, babble::message);
        System.out.println(asked("behind what was just stored"));
        TestDatabase.execute(WITHOUT_SEARCH);
        // one that has not yet asked the database whether they make the same vectors
        conversations = new Conversations(TestDatabase.transactions(), LIMITS, index);
        double turnsWithout = stored(MEASURED, babble::turn);
        double messagesWithout = stored(MEASURED, babble::message);
        assertThat(TestDatabase.query("SELECT count(*) FROM messages WHERE search IS NULL"))
                .containsExactly(Integer.toString(2 * MEASURED));
        print("turns of people", turnsWith, turnsWithout);
        print("longer messages", messagesWith, messagesWithout);
    }

    private static final class Daemon extends Thread {
        Daemon(Runnable work) {
            super(work);
            setDaemon(true);
        }
    }

    private static void print(String what, double with, double without) {
        System.out.printf(
                Locale.ROOT,
                "%s, in bulks of %d: %,.0f/s with the search, %,.0f/s without: %.0f %%%n",
                what,
                BULK,
                with,
                without,
                100 * with / without);
    }

    private String asked(String when) {
        AskedTool search = new AskedTool(tenant);
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            questions.add(babble.question());
        }
        questions.subList(0, 50).forEach(question -> search.answer("query", question));
        double[] times = questions.stream()
                .mapToDouble(question -> {
                    long begun = System.nanoTime();
                    search.answer("query", question);
                    return (System.nanoTime() - begun) / 1e6;
                })
                .toArray();
        return when + ": " + Times.text(times);
    }

    /** Messages a second, in bulks as an import stores them. */
    private double stored(int count, Supplier<String> texts) {
        List<List<NewMessage>> bulks = new ArrayList<>();
        for (int stored = 0; stored < count; stored += BULK) {
            List<NewMessage> bulk = new ArrayList<>(BULK);
            for (int i = 0; i < Math.min(BULK, count - stored); i++) {
                bulk.add(NewMessage.of(i % 2 == 0 ? Role.USER : Role.ASSISTANT, texts.get())
                        .by("author" + babble.random().nextInt(200)));
            }
            bulks.add(bulk);
        }
        long begun = System.nanoTime();
        for (List<NewMessage> bulk : bulks) {
            conversations.beginWith(tenant, NewConversation.start(null, null, Metadata.EMPTY), bulk, LIMITS);
        }
        return count / ((System.nanoTime() - begun) / 1e9);
    }
}
