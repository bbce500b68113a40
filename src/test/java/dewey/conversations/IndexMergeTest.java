package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored is merged into the search index beside those who store it. */
class IndexMergeTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    /** Three of these bulks are a merge, and fill no list so far that PostgreSQL merges it. */
    private static final int BULK = (int) (IndexMerge.ENOUGH - IndexMerge.ENOUGH_IN_QUIET + 2) / 3;

    private static final String MERGED =
            """
            SELECT coalesce(sum(gin_clean_pending_list(c.oid)), 0) > 0
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am kind ON kind.oid = c.relam
             WHERE kind.amname = 'gin' AND c.relkind = 'i' AND c.relname LIKE 'messages_by_search%'""";

    private final String tenant = TestDatabase.tenant();
    private final List<String> merges = new ArrayList<>();

    @BeforeEach
    void emptyTheList() {
        isListed();
    }

    @Test
    void leavesAShortListToPostgres() {
        // when
        store(2, work -> merges.add("merge"));

        // then
        assertThat(merges).isEmpty();
        assertThat(isListed()).isTrue();
    }

    @Test
    void mergesALongListAsideAndOnce() {
        // when
        store(4, work -> {
            merges.add("merge");
            assertThat(isListed()).isTrue();
            store(1, unused -> {});
            work.run();
            assertThat(isListed()).isFalse();
        });

        // then
        assertThat(merges).hasSize(1);
    }

    @Test
    void mergesBesideBulksThatAreStoredAtOnce() {
        // given
        IndexMerge index = new IndexMerge(TestDatabase.transactions(), work -> merges.add("merge"));

        // when
        int whileOthersStored = index.storing(1, () -> {
            index.storing(IndexMerge.MOST - IndexMerge.ENOUGH, () -> 1);
            return merges.size();
        });

        // then
        assertThat(whileOthersStored).isEqualTo(1);
    }

    @Test
    void mergesAShortListWhenNobodyStoresAnyMore() {
        // given
        IndexMerge index = new IndexMerge(TestDatabase.transactions(), work -> {
            merges.add("merge");
            work.run();
        });
        store(1, index);

        // when
        index.look();
        store(1, index);
        index.look();

        // then: it was only just stored
        assertThat(merges).isEmpty();

        // when
        index.look();
        index.look();

        // then
        assertThat(merges).hasSize(1);
        assertThat(isListed()).isFalse();
    }

    @Test
    void isLeftALongListByPostgres() {
        assertThat(
                        TestDatabase.query(
                                """
                        SELECT c.reloptions FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                         WHERE c.relname LIKE 'messages_by_search%' AND c.relkind = 'i'"""))
                .isNotEmpty()
                .allMatch(options -> options.contains("gin_pending_list_limit=98304"));
    }

    @Test
    void storesWhenNobodyCanMerge() {
        // when
        int stored = store(4, work -> {
            merges.add("refused");
            throw new RejectedExecutionException("the application ends");
        });

        // then
        assertThat(stored).isEqualTo(4);
        assertThat(merges).hasSize(2);
    }

    @Test
    void waitsForAMergeThatCannotKeepUp() throws Exception {
        try (Connection other = TestDatabase.dataSource().getConnection()) {
            // given: a merge that cannot have the index
            other.setAutoCommit(false);
            other.createStatement().execute("DROP INDEX messages_by_search");
            IndexMerge index = new IndexMerge(TestDatabase.transactions(), work -> new Thread(work).start());
            index.storing(IndexMerge.ENOUGH, () -> 1);
            while (TestDatabase.query("SELECT 1 FROM pg_locks WHERE NOT granted")
                    .isEmpty()) {
                Thread.sleep(10);
            }

            // when
            index.storing(IndexMerge.MOST - 1, () -> 1);
            CompletableFuture<Void> many = CompletableFuture.runAsync(() -> index.storing(BULK, () -> 1));

            // then
            assertThatThrownBy(() -> many.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            other.rollback();
            many.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void letsMoreComeTogetherWhereAMergeTakesLong() throws Exception {
        IndexMerge index = new IndexMerge(TestDatabase.transactions(), work -> {
            merges.add("merge");
            work.run();
        });
        // given
        mergeBlockedFor(1_000, index);
        assertThat(merges).hasSize(1);

        // when
        index.storing(IndexMerge.ENOUGH, () -> 1);

        // then
        assertThat(merges).hasSize(1);

        // when
        index.storing(IndexMerge.ENOUGH_AT_ANY_TIME - IndexMerge.ENOUGH, () -> 1);

        // then
        assertThat(merges).hasSize(2);
    }

    @Test
    void maySpendMoreTimeThanACall() throws Exception {
        IndexMerge index = new IndexMerge(TestDatabase.transactions("-c statement_timeout=300ms"), Runnable::run);
        store(1, work -> {});

        mergeBlockedFor(1_000, index);

        assertThat(isListed()).isFalse();
    }

    @Test
    void triesAgainInAQuietMomentWhenAMergeFails() throws Exception {
        // given
        IndexMerge index = new IndexMerge(TestDatabase.transactions("-c lock_timeout=100ms"), work -> {
            merges.add("merge");
            work.run();
        });
        mergeBlockedFor(6_000, index);
        int failed = merges.size();
        store(1, work -> {});

        // when
        index.look();
        index.look();

        // then
        assertThat(merges).hasSize(failed + 1);
        assertThat(isListed()).isFalse();
    }

    /** A merge that has to wait for the index so long. */
    private static void mergeBlockedFor(long milliseconds, IndexMerge index) throws Exception {
        try (Connection other = TestDatabase.dataSource().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("DROP INDEX messages_by_search");
            CompletableFuture<Integer> slow =
                    CompletableFuture.supplyAsync(() -> index.storing(IndexMerge.ENOUGH, () -> 1));
            Thread.sleep(milliseconds);
            other.rollback();
            slow.get(20, TimeUnit.SECONDS);
        }
    }

    private int store(int bulks, Executor workers) {
        return store(bulks, new IndexMerge(TestDatabase.transactions(), workers));
    }

    private int store(int bulks, IndexMerge index) {
        Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS, index);
        return IntStream.range(0, bulks)
                .map(bulk -> conversations
                                .beginWith(tenant, NewConversation.start(null, null, Metadata.EMPTY), bulk(), LIMITS)
                                .messages()
                                .size()
                        / 100)
                .sum();
    }

    private static List<NewMessage> bulk() {
        String content = "gnomon sundial ".repeat(BULK / 100 / 15 + 1).substring(0, BULK / 100);
        return IntStream.range(0, 100)
                .mapToObj(i -> NewMessage.of(Role.USER, content + i))
                .toList();
    }

    private static boolean isListed() {
        return TestDatabase.query(MERGED).equals(List.of("t"));
    }
}
