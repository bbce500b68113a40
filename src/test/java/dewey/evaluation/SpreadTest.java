package dewey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.search.FrequencyTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What it costs to have the messages in several tables, in turns with a store that has one; prints what it saw. */
class SpreadTest {
    static final String MESSAGES = "dewey.evaluation.spread";

    private static final int TURNS = 20;
    private static final int ROUNDS = 4;
    private static final int WRITERS = 8;
    private static final long APPENDING = TimeUnit.SECONDS.toNanos(2);
    private static final int READS = 1_000;
    private static final int QUESTIONS = 80;
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    @Test
    void answersFromSeveralTablesAsFromOne() throws Exception {
        int count = Integer.getInteger(MESSAGES, 0);
        assumeTrue(count > 0, "-D" + MESSAGES + "=100000 makes two stores of that size: nothing to measure");
        List<Store> stores = List.of(new Store(1, count), new Store(8, count));
        stores.forEach(Store::round);
        stores.forEach(Store::forget);

        for (int round = 0; round < ROUNDS; round++) {
            stores.forEach(Store::round);
        }

        stores.forEach(store -> System.out.println(store.seen()));
        assertThat(stores.get(1).found).isEqualTo(stores.get(0).found).contains(true);
    }

    /** One of the two; the same messages, texts and questions as the other. */
    private static final class Store {
        private final int tables;
        private final Conversations conversations;
        private final AskedTool search;
        private final Babble babble = new Babble(20261126);
        private final String tenant = "measured";
        private final List<UUID> ids = new ArrayList<>();
        private final List<Double> appends = new ArrayList<>();
        private final List<Double> gets = new ArrayList<>();
        private final List<Double> searches = new ArrayList<>();
        /** For each question whether there was an answer. */
        private final List<Boolean> found = new ArrayList<>();

        Store(int tables, int count) {
            this.tables = tables;
            Transactions transactions = TestDatabase.transactions(tables);
            conversations = new Conversations(transactions, LIMITS);
            search = new AskedTool(transactions, tenant);
            for (int stored = 0; stored < count; stored += TURNS) {
                List<NewMessage> messages = new ArrayList<>(TURNS);
                for (int turn = 0; turn < TURNS; turn++) {
                    messages.add(NewMessage.of(turn % 2 == 0 ? Role.USER : Role.ASSISTANT, babble.message()));
                }
                ids.add(conversations
                        .beginWith(tenant, NewConversation.start(null, null, Metadata.EMPTY), messages, LIMITS)
                        .conversation()
                        .id());
            }
            TestDatabase.execute(tables, "VACUUM ANALYZE messages");
            new FrequencyTable(transactions).refresh();
        }

        void round() {
            appends.add(appended());
            for (int i = 0; i < READS; i++) {
                UUID id = ids.get(babble.random().nextInt(ids.size()));
                gets.add(timed(() -> conversations.read(tenant, id, 1, TURNS, 4 << 20)));
            }
            for (int i = 0; i < QUESTIONS; i++) {
                String question = babble.question();
                searches.add(timed(() -> found.add(!search.answer("query", question)
                        .getJsonArray("results")
                        .isEmpty())));
            }
        }

        void forget() {
            appends.clear();
            gets.clear();
            searches.clear();
        }

        /** Messages a second, of which each writer stores the next when the one before is stored. */
        private double appended() {
            String text = babble.sentence(40);
            LongAdder stored = new LongAdder();
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            long begun = System.nanoTime();
            try {
                List<Future<?>> ends = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    UUID id =
                            conversations.begin(tenant, NewConversation.start()).id();
                    ends.add(writers.submit(() -> {
                        while (System.nanoTime() - begun < APPENDING) {
                            conversations.append(tenant, id, NewMessage.of(Role.USER, text));
                            stored.increment();
                        }
                    }));
                }
                for (Future<?> end : ends) {
                    end.get();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                writers.shutdown();
            }
            return stored.sum() / ((System.nanoTime() - begun) / 1e9);
        }

        private static double timed(Runnable work) {
            long begun = System.nanoTime();
            work.run();
            return (System.nanoTime() - begun) / 1e6;
        }

        String seen() {
            return String.format(
                    Locale.ROOT,
                    "%d table(s): appends/s %s; get %s; search %s",
                    tables,
                    appends.stream()
                            .map(each -> String.format(Locale.ROOT, "%,.0f", each))
                            .toList(),
                    text(gets, 2),
                    text(searches, 1));
        }

        private static String text(List<Double> times, int digits) {
            double[] sorted =
                    times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            String number = "%." + digits + "f";
            return String.format(
                    Locale.ROOT,
                    "avg " + number + " ms, p50 " + number + ", p95 " + number,
                    Arrays.stream(sorted).average().orElse(0),
                    Times.percentile(sorted, 50),
                    Times.percentile(sorted, 95));
        }
    }
}
