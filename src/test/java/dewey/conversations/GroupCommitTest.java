package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import dewey.refusals.Refused;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
    private final Given given = new Given(Duration.ofMinutes(1));
    private final ExecutorService writers = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        writers.shutdownNow();
    }

    @Test
    void whatComesWhileOthersAreStoredIsStoredTogether() throws Exception {
        // given
        List<UUID> ids = conversations(20);
        TestDatabase.execute("SELECT pg_stat_statements_reset()");

        // when
        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            ids.forEach(id -> appends.add(begin(id, NewMessage.of(Role.USER, "x"))));
            awaitWaiters(GroupCommit.MOST_AT_ONCE);
            awaitGathered(15);
            holder.rollback();
        }

        // then
        for (CompletableFuture<Appended> append : appends) {
            assertThat(append.get().turnNumber()).isEqualTo(1);
        }
        assertThat(statements()).isLessThan(10);
        ids.forEach(id -> assertThat(given.stored(id).messageCount()).isEqualTo(1));
    }

    @Test
    void messagesOfOneConversationKeepTheOrderInWhichTheyCame() throws Exception {
        UUID id = given.conversation();

        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            appends.add(begin(id, NewMessage.of(Role.USER, "m1")));
            awaitWaiters(1);
            for (int i = 2; i <= 10; i++) {
                appends.add(begin(id, NewMessage.of(Role.USER, "m" + i)));
                awaitGathered(i - 1);
            }
            holder.rollback();
        }

        for (int i = 0; i < 10; i++) {
            assertThat(appends.get(i).get().turnNumber()).isEqualTo(i + 1);
        }
        assertThat(given.messages(id))
                .extracting(Message::content)
                .isEqualTo(IntStream.rangeClosed(1, 10).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void oneThatCannotBeStoredHarmsNoNeighbour() throws Exception {
        // given
        List<UUID> ids = conversations(6);
        given.conversations.append(
                given.tenant, ids.get(1), NewMessage.of(Role.USER, "first").identifiedBy("known"));

        // when
        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        CompletableFuture<Appended> absent;
        CompletableFuture<Appended> known;
        CompletableFuture<Appended> foreign;
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            ids.forEach(id -> appends.add(begin(id, NewMessage.of(Role.USER, "x"))));
            absent = begin(UUID.randomUUID(), NewMessage.of(Role.USER, "x"));
            known = begin(ids.get(1), NewMessage.of(Role.USER, "second").identifiedBy("known"));
            foreign = CompletableFuture.supplyAsync(
                    () -> given.conversations.append("another", ids.get(2), NewMessage.of(Role.USER, "x")), writers);
            awaitWaiters(GroupCommit.MOST_AT_ONCE);
            awaitGathered(5);
            holder.rollback();
        }

        // then
        for (CompletableFuture<Appended> append : appends) {
            assertThat(append.get().duplicate()).isFalse();
        }
        assertThat(known.get().duplicate()).isTrue();
        assertThat(known.get().turnNumber()).isEqualTo(1);
        assertThatThrownBy(absent::get).hasCauseInstanceOf(Refused.class);
        assertThatThrownBy(foreign::get).hasCauseInstanceOf(Refused.class);
        assertThat(given.messages(ids.get(2))).hasSize(1);
    }

    @Test
    void twoWithOneExternalIdAreStoredOnceAndHarmNoNeighbour() throws Exception {
        List<UUID> ids = conversations(3);

        List<CompletableFuture<Appended>> same = new ArrayList<>();
        CompletableFuture<Appended> other;
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            ids.forEach(id -> begin(id, NewMessage.of(Role.USER, "before")));
            awaitWaiters(GroupCommit.MOST_AT_ONCE);
            for (int i = 0; i < 5; i++) {
                same.add(begin(ids.get(0), NewMessage.of(Role.USER, "x").identifiedBy("e")));
            }
            other = begin(ids.get(1), NewMessage.of(Role.USER, "x").identifiedBy("e"));
            awaitGathered(5);
            holder.rollback();
        }

        assertThat(other.get().duplicate()).isFalse();
        List<Appended> places = new ArrayList<>();
        for (CompletableFuture<Appended> each : same) {
            places.add(each.get());
        }
        assertThat(places).filteredOn(place -> !place.duplicate()).hasSize(1);
        assertThat(places)
                .extracting(Appended::messageId)
                .containsOnly(places.get(0).messageId());
    }

    @Test
    void aConversationThatAnotherWriterHoldsDelaysNoOther() throws Exception {
        List<UUID> ids = conversations(2);

        try (Connection holder = holding("SELECT FROM conversations WHERE id = '" + ids.get(0) + "' FOR UPDATE")) {
            CompletableFuture<Appended> held = begin(ids.get(0), NewMessage.of(Role.USER, "x"));
            awaitWaiters(1);
            for (int i = 0; i < 20; i++) {
                given.append(ids.get(1), "x");
            }

            assertThat(held).isNotDone();
            holder.rollback();
            assertThat(held.get().turnNumber()).isEqualTo(1);
        }
    }

    @Test
    void oneThatWaitsForItsConversationKeepsNoOtherWaiting() throws Exception {
        List<UUID> ids = conversations(2);

        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            CompletableFuture<Appended> first = begin(ids.get(0), NewMessage.of(Role.USER, "x"));
            awaitWaiters(1);
            CompletableFuture<Appended> second = begin(ids.get(0), NewMessage.of(Role.USER, "y"));
            awaitGathered(1);
            CompletableFuture<Appended> other = begin(ids.get(1), NewMessage.of(Role.USER, "z"));

            // the other's statement has begun
            awaitWaiters(2);
            holder.rollback();
            assertThat(other.get().turnNumber()).isEqualTo(1);
            assertThat(first.get().turnNumber()).isEqualTo(1);
            assertThat(second.get().turnNumber()).isEqualTo(2);
        }
    }

    @Test
    void whatNoGroupTakesInTimeGoesAlone() throws Exception {
        Given impatient = new Given(Duration.ofMillis(50));
        UUID id = impatient.conversation();

        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            CompletableFuture<Appended> first =
                    CompletableFuture.supplyAsync(() -> impatient.append(id, "first"), writers);
            awaitWaiters(1);
            CompletableFuture<Appended> second =
                    CompletableFuture.supplyAsync(() -> impatient.append(id, "second"), writers);

            // its own statement waits, for the same conversation
            awaitWaiters(2);
            assertThat(impatient.conversations.waitingAppends()).isZero();
            holder.rollback();
            assertThat(List.of(first.get().turnNumber(), second.get().turnNumber()))
                    .containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void oneThatIsCancelledWhileItWaitsIsNotStored() throws Exception {
        // given
        List<UUID> ids = conversations(GroupCommit.MOST_AT_ONCE);
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<Appended> cancelled;

        // when
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            ids.forEach(id -> begin(id, NewMessage.of(Role.USER, "stored")));
            awaitWaiters(GroupCommit.MOST_AT_ONCE);
            cancelled = CompletableFuture.supplyAsync(
                    () -> {
                        caller.set(Thread.currentThread());
                        return given.append(ids.get(0), "cancelled");
                    },
                    writers);
            awaitGathered(1);
            caller.get().interrupt();

            // then
            assertThatThrownBy(cancelled::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
            holder.rollback();
        }
        given.append(ids.get(0), "after");
        assertThat(given.messages(ids.get(0))).extracting(Message::content).containsExactly("stored", "after");
    }

    @Test
    void groupsThatBreakOffAreTriedAgainOneByOne() throws Exception {
        List<UUID> ids = conversations(8);

        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        try (Connection holder = holding("LOCK TABLE messages IN EXCLUSIVE MODE")) {
            ids.forEach(id -> appends.add(begin(id, NewMessage.of(Role.USER, "x"))));
            awaitWaiters(GroupCommit.MOST_AT_ONCE);
            awaitGathered(4);
            TestDatabase.query("SELECT pg_terminate_backend(pid) " + WAITING);
            holder.rollback();
        }

        for (CompletableFuture<Appended> append : appends) {
            assertThat(append.get().turnNumber()).isEqualTo(1);
        }
        ids.forEach(id -> assertThat(given.messages(id)).hasSize(1));
    }

    private static final String WAITING =
            "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%WITH message%'";

    private List<UUID> conversations(int count) {
        return IntStream.range(0, count).mapToObj(i -> given.conversation()).toList();
    }

    private CompletableFuture<Appended> begin(UUID id, NewMessage message) {
        return CompletableFuture.supplyAsync(() -> given.conversations.append(given.tenant, id, message), writers);
    }

    private static Connection holding(String what) throws Exception {
        Connection holder = TestDatabase.dataSource().getConnection();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute(what);
        }
        return holder;
    }

    private static void awaitWaiters(int count) throws InterruptedException {
        while (Integer.parseInt(TestDatabase.query("SELECT count(*) " + WAITING).get(0)) < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A busy machine may let one or two go alone. */
    private void awaitGathered(int count) throws InterruptedException {
        while (given.conversations.waitingAppends() < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static int statements() {
        return Integer.parseInt(TestDatabase.query("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
                        + " WHERE toplevel AND query LIKE 'WITH message%'")
                .get(0));
    }
}
