package dewey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.search.FrequencyTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How long a search takes in a large store, and what the search costs those who store; prints what it saw. */
class SpeedTest {
    static final String MESSAGES = "dewey.evaluation.messages";

    private static final int MEASURED = 40_000;
    private static final int ROUNDS = 5;
    private static final int QUESTIONS = 300;

    /** What PostgreSQL would do later otherwise: the words that it has only listed go into the index. */
    private static final String MERGE = "SELECT gin_clean_pending_list('messages_by_search')";

    /** The number of the database beside the tests' own, in which there is no search. */
    private static final int BARE = 1;

    /** No vector is made any more, neither here nor there, and there is no index of them. */
    private static final String WITHOUT_SEARCH =
            """
            DROP INDEX messages_by_search;
            DROP TRIGGER messages_search_made ON messages;
            CREATE OR REPLACE FUNCTION search_vector(author text, role text, content text, metadata jsonb) RETURNS tsvector
                IMMUTABLE PARALLEL SAFE RETURN NULL::tsvector""";

    private final int count = Integer.getInteger(MESSAGES, 0);
    private final Babble babble = new Babble(20261126);
    private final String tenant = TestDatabase.tenant();
    private final Ingest searched = new Ingest(TestDatabase.transactions(), tenant, () -> TestDatabase.query(MERGE));

    @Test
    void answersQuicklyInALargeStoreAndDoesNotSlowThoseWhoStore() {
        assumeTrue(count > 0, "-D" + MESSAGES + "=370000 makes a store of that size: nothing to measure");
        say("stored %,d messages: %,.0f/s", count, searched.store(count, babble::message));
        // given: as autovacuum leaves it
        TestDatabase.execute("VACUUM ANALYZE messages");

        // when
        asked("before the frequencies are known");
        long begun = System.nanoTime();
        assertThat(new FrequencyTable(TestDatabase.transactions()).refresh()).isTrue();
        say("frequencies counted in %.1f s", (System.nanoTime() - begun) / 1e9);
        asked("with the frequencies");
        searched.store(MEASURED, babble::message);
        asked("behind what was just stored");

        // then
        Ingest bare = bare();
        compare("turns of people", bare, babble::turn);
        compare("longer messages", bare, babble::message);
        assertThat(TestDatabase.query("SELECT count(*) FROM messages WHERE search IS NULL"))
                .containsExactly("0");
        assertThat(TestDatabase.query(BARE, "SELECT count(*) FROM messages WHERE search IS NOT NULL"))
                .containsExactly("0");
    }

    /** A store of the same size without search. */
    private Ingest bare() {
        Transactions transactions = TestDatabase.transactions(BARE);
        TestDatabase.execute(BARE, WITHOUT_SEARCH);
        Ingest bare = new Ingest(transactions, tenant, () -> {});
        bare.store(count, babble::message);
        TestDatabase.execute(BARE, "VACUUM ANALYZE messages");
        return bare;
    }

    /** By turns, so that what else the machine does meets both. */
    private void compare(String what, Ingest bare, Supplier<String> texts) {
        double[] with = new double[ROUNDS];
        double[] without = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            with[round] = searched.store(MEASURED, texts);
            without[round] = bare.store(MEASURED, texts);
            say("%s: %,.0f/s with the search, %,.0f/s without", what, with[round], without[round]);
        }
        say(
                "%s, medians, in bulks of %d: %,.0f/s with the search, %,.0f/s without: %.0f %%",
                what, Ingest.BULK, median(with), median(without), 100 * median(with) / median(without));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void asked(String when) {
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
        say("%s: %s", when, Times.text(times));
    }

    private static void say(String format, Object... figures) {
        System.out.printf(Locale.ROOT, format + "%n", figures);
    }
}
