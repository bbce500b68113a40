package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.threads.Interruption;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class TransactionsTest {
    private final Transactions transactions = TestDatabase.transactions();
    private final AtomicInteger attempts = new AtomicInteger();
    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void createTable() {
        TestDatabase.execute("CREATE TABLE IF NOT EXISTS notes (key text PRIMARY KEY, value int)");
    }

    @Test
    void commitWhatTheWorkDid() {
        transactions.writeAcrossTenants(entityManager -> insert(entityManager, key));

        assertThat(stored(key)).isTrue();
    }

    @Test
    void rollBackWhatARefusedWorkDidAndLetTheRefusalThrough() {
        Refused refused = Refused.invalid("field", "is wrong");

        assertThatThrownBy(() -> transactions.writeAcrossTenants(entityManager -> {
                    insert(entityManager, key);
                    attempts.incrementAndGet();
                    throw refused;
                }))
                .isSameAs(refused);

        assertThat(stored(key)).isFalse();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void rollBackTheWorkOfACallThatIsCancelled() {
        try {
            assertThatThrownBy(() -> transactions.writeAcrossTenants(entityManager -> {
                        insert(entityManager, key);
                        Thread.currentThread().interrupt();
                        return null;
                    }))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(stored(key)).isFalse();
    }

    @Test
    void takeAnInterruptionBetweenTwoAttemptsForACancellation() {
        // as SmallRye's Retry does it, on WildFly: the exception is checked, and nobody has declared it
        Transactions interrupted = TestDatabase.transactions(new Attempts() {
            @Override
            public <T> T run(Function<Attempt, T> work) {
                return throwUndeclared(new InterruptedException());
            }
        });

        try {
            assertThatThrownBy(() -> interrupted.writeAcrossTenants(entityManager -> null))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T, E extends Exception> T throwUndeclared(Exception exception) throws E {
        throw (E) exception;
    }

    @Test
    void endTheStatementOfACallThatIsCancelled() throws Exception {
        String mark = "cancelled-" + key;
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> {
            worker.complete(Thread.currentThread());
            try {
                transactions.readAcrossTenants(entityManager -> entityManager
                        .createNativeQuery("SELECT cast(pg_sleep(60) AS text) /* " + mark + " */")
                        .getSingleResult());
            } finally {
                Thread.interrupted();
            }
        });
        while (running(mark) == 0) {
            Thread.sleep(10);
        }

        Interruption.of(worker.get());

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
        assertThat(running(mark)).isZero();
    }

    @Test
    void endPlainJdbcOfACallThatIsCancelled() throws Exception {
        String mark = "cancelled-" + key;
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> {
            worker.complete(Thread.currentThread());
            try {
                transactions.writeAcrossTenants(entityManager -> Jdbc.run(entityManager, connection -> {
                    try (var sleep = Jdbc.prepare(connection, "SELECT pg_sleep(60) /* " + mark + " */")) {
                        return sleep.execute();
                    }
                }));
            } finally {
                Thread.interrupted();
            }
        });
        while (running(mark) == 0) {
            Thread.sleep(10);
        }

        Interruption.of(worker.get());

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
        assertThat(running(mark)).isZero();
    }

    @Test
    void tryAgainInANewTransactionWhenTheConnectionIsKilledMidway() {
        transactions.writeAcrossTenants(entityManager -> {
            insert(entityManager, key);
            if (attempts.incrementAndGet() == 1) {
                TestDatabase.execute("SELECT pg_terminate_backend(" + backend(entityManager) + ")");
                insert(entityManager, key + " after");
            }
            return null;
        });

        assertThat(attempts).hasValue(2);
        assertThat(stored(key)).isTrue();
        assertThat(stored(key + " after")).isFalse();
    }

    @Test
    void tryAgainWhenTheConnectionIsKilledBeforeTheCommit() {
        transactions.writeAcrossTenants(entityManager -> {
            insert(entityManager, key);
            if (attempts.incrementAndGet() == 1) {
                TestDatabase.execute("SELECT pg_terminate_backend(" + backend(entityManager) + ")");
            }
            return null;
        });

        assertThat(attempts).hasValue(2);
        assertThat(stored(key)).isTrue();
    }

    @Test
    void tryAgainAfterASerializationFailure() {
        transactions.writeAcrossTenants(entityManager -> {
            if (attempts.incrementAndGet() == 1) {
                entityManager
                        .createNativeQuery(
                                "DO $$ BEGIN RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001'; END $$")
                        .executeUpdate();
            }
            return insert(entityManager, key);
        });

        assertThat(attempts).hasValue(2);
        assertThat(stored(key)).isTrue();
    }

    @Test
    void letBothOfADeadlockFinish() throws Exception {
        transactions.writeAcrossTenants(entityManager -> insert(entityManager, key + " a"));
        transactions.writeAcrossTenants(entityManager -> insert(entityManager, key + " b"));
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger meetings = new AtomicInteger();

        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(crossing(" a", " b", bothHoldOne, meetings));
            Future<?> second = threads.submit(crossing(" b", " a", bothHoldOne, meetings));
            first.get(30, TimeUnit.SECONDS);
            second.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdown();
        }

        assertThat(attempts.get()).isGreaterThan(2);
        assertThat(TestDatabase.query("SELECT value FROM notes WHERE key LIKE '" + key + " %'"))
                .containsExactly("2", "2");
    }

    @Test
    void sayWhichKeyWasTaken() {
        transactions.writeAcrossTenants(entityManager -> insert(entityManager, key));

        assertThatThrownBy(() -> transactions.writeAcrossTenants(entityManager -> {
                    attempts.incrementAndGet();
                    return insert(entityManager, key);
                }))
                .isInstanceOfSatisfying(UniqueViolation.class, violation -> assertThat(violation.constraint())
                        .isEqualTo("notes_pkey"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void doNotTryAgainWhatCannotSucceed() {
        assertThatThrownBy(() -> transactions.readAcrossTenants(entityManager -> {
                    attempts.incrementAndGet();
                    return entityManager.createNativeQuery("SELECT nothing").getResultList();
                }))
                .isNotInstanceOf(Refused.class)
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void refuseQuicklyWhenTheDatabaseStaysAwayAndComeBackWithIt() throws Exception {
        try (Forwarder forwarder = new Forwarder(TestDatabase.port());
                EntityManagerFactory entities = TestDatabase.entities(through(forwarder))) {
            Transactions distant = TestDatabase.transactions(entities, through(forwarder));
            long begun = System.nanoTime();

            assertThatThrownBy(() -> distant.readAcrossTenants(TransactionsTest::backend))
                    .isInstanceOfSatisfying(Refused.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
                        assertThat(refused.retryAfter()).isPresent();
                        assertThat(refused.getMessage()).doesNotContain("secret", "localhost");
                    });
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));

            forwarder.open();
            assertThat(distant.readAcrossTenants(TransactionsTest::backend)).isPositive();
        }
    }

    @Test
    void waitForADatabaseThatIsAwayForAMoment() throws Exception {
        try (Forwarder forwarder = new Forwarder(TestDatabase.port());
                EntityManagerFactory entities = TestDatabase.entities(through(forwarder))) {
            Transactions distant = TestDatabase.transactions(entities, through(forwarder));

            forwarder.openAfter(Duration.ofMillis(600));

            assertThat(distant.readAcrossTenants(TransactionsTest::backend)).isPositive();
        }
    }

    private Callable<Object> crossing(String mine, String yours, CyclicBarrier bothHoldOne, AtomicInteger meetings) {
        return () -> transactions.writeAcrossTenants(entityManager -> {
            attempts.incrementAndGet();
            increment(entityManager, key + mine);
            if (meetings.incrementAndGet() <= 2) {
                await(bothHoldOne);
            }
            return increment(entityManager, key + yours);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int increment(EntityManager entityManager, String key) {
        return entityManager
                .createNativeQuery("UPDATE notes SET value = value + 1 WHERE key = ?1")
                .setParameter(1, key)
                .executeUpdate();
    }

    private static int insert(EntityManager entityManager, String key) {
        return entityManager
                .createNativeQuery("INSERT INTO notes VALUES (?1, 0)")
                .setParameter(1, key)
                .executeUpdate();
    }

    private static int backend(EntityManager entityManager) {
        return (Integer)
                entityManager.createNativeQuery("SELECT pg_backend_pid()").getSingleResult();
    }

    private long running(String mark) {
        return transactions.readAcrossTenants(entityManager -> ((Number) entityManager
                        .createNativeQuery("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                + " AND pid <> pg_backend_pid() AND query LIKE :mark")
                        .setParameter("mark", "%" + mark + "%")
                        .getSingleResult())
                .longValue());
    }

    private static boolean stored(String key) {
        return !TestDatabase.query("SELECT 1 FROM notes WHERE key = '" + key + "'")
                .isEmpty();
    }

    private static PGSimpleDataSource through(Forwarder forwarder) {
        PGSimpleDataSource dataSource = TestDatabase.unpooled("postgres");
        dataSource.setPortNumbers(new int[] {forwarder.port()});
        dataSource.setPassword("secret");
        return dataSource;
    }
}
