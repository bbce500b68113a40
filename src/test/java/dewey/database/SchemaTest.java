package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Partitions AS_IS = new Partitions(Partitions.AS_THEY_ARE);
    private static final String SECRET = "s3cret-p4ss";

    private static final String BEFORE_VECTORS_FROM_OUTSIDE =
            """
            DROP VIEW tenant_messages;
            DROP TRIGGER messages_search_made ON messages;
            DROP TRIGGER messages_search_changed ON messages;
            DROP FUNCTION messages_search();
            ALTER TABLE messages DROP COLUMN search;
            ALTER TABLE messages ADD COLUMN search tsvector
                GENERATED ALWAYS AS (search_vector(author, role, content, metadata)) STORED;
            CREATE INDEX messages_by_search ON messages USING gin (search);
            ALTER FUNCTION search_vector RENAME TO search_vector_before;
            DELETE FROM databasechangelog WHERE id = 'search-vectors-from-outside'""";

    private static final String MESSAGE =
            """
            INSERT INTO conversations (id, tenant, created_at, updated_at)
            VALUES ('00000000-0000-0000-0000-000000000001', 't', now(), now()) ON CONFLICT DO NOTHING;
            INSERT INTO messages (conversation_id, tenant, turn_number, id, role, content, created_at)
            VALUES ('00000000-0000-0000-0000-000000000001', 't', %d, gen_random_uuid(), 'user', 'running', now())""";

    private final String database = "schema_" + UUID.randomUUID().toString().replace('-', '_');
    private final TenantLock lock = new TenantLock();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dewey.database");
    private final Handler collector = new Collector();

    @BeforeEach
    void begin() {
        TestDatabase.execute("CREATE DATABASE " + database);
        logger.addHandler(collector);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
    }

    @AfterEach
    void end() {
        logger.removeHandler(collector);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
        TestDatabase.execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    @Test
    void isThereAfterAnUpdateAndStaysAfterAnother() {
        new Schema(dataSource(), SOON, lock).update();
        new Schema(dataSource(), SOON, lock).update();

        assertThat(TestDatabase.query(
                        dataSource(), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"))
                .contains("conversations", "messages", "startup_contexts");
        assertThat(lines).hasSize(2).allMatch(line -> line.contains("the schema is up to date"));
    }

    /** The comment of that change was another for some commits, and Liquibase counts comments. */
    @Test
    void takesTheOtherWordingOfAChangeForTheSame() {
        new Schema(dataSource(), SOON, lock).update();
        TestDatabase.execute(
                dataSource(), "UPDATE databasechangelog SET md5sum = '9:0' WHERE id = 'conversations-updated-slot'");

        new Schema(dataSource(), SOON, lock).update();

        assertThat(lines).hasSize(2).allMatch(line -> line.contains("the schema is up to date"));
    }

    @Test
    void startsAlsoWhileSomebodyHoldsTheSearchIndex() throws Exception {
        new Schema(dataSource(), SOON, lock).update();
        TestDatabase.execute(dataSource(), "ALTER INDEX messages_by_search RESET (gin_pending_list_limit)");
        try (Connection reader = dataSource().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM messages");

            new Schema(dataSource(), SOON, lock).update();

            assertThat(limitOfTheSearchIndex()).isEmpty();
        }

        new Schema(dataSource(), SOON, lock).update();

        assertThat(limitOfTheSearchIndex()).containsExactly("gin_pending_list_limit=98304");
    }

    private List<String> limitOfTheSearchIndex() {
        return TestDatabase.query(
                dataSource(), "SELECT unnest(reloptions) FROM pg_class WHERE relname = 'messages_by_search'");
    }

    @Test
    void waitsForADatabaseThatComesUpLate() throws Exception {
        try (Forwarder forwarder = new Forwarder(TestDatabase.port())) {
            forwarder.openAfter(Duration.ofMillis(900));

            new Schema(through(forwarder), SOON, lock).update();
        }

        assertThat(lines).filteredOn(line -> line.contains("does not answer")).hasSize(3);
        assertThat(lines.get(0)).contains("attempt 1", "next attempt in 250 ms").doesNotContain("\n");
        assertThat(lines.get(1)).contains("attempt 2", "next attempt in 500 ms");
        assertThat(lines).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void givesUpOnADatabaseThatStaysAwayAndSaysWhy() throws Exception {
        try (Forwarder forwarder = new Forwarder(TestDatabase.port())) {
            Schema schema = new Schema(through(forwarder), Duration.ofMillis(700), lock);
            long begun = System.nanoTime();

            assertThatThrownBy(schema::update)
                    .isInstanceOf(MigrationFailed.class)
                    .hasMessageContaining("refused")
                    .hasNoCause();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(SECRET));
        }
    }

    @Test
    void doesNotWaitWhenWaitingCannotHelp() {
        PGSimpleDataSource absent = TestDatabase.unpooled("no_such_database");

        assertThatThrownBy(() -> new Schema(absent, SOON, lock).update())
                .hasMessageContaining("database \"no_such_database\" does not exist");
        assertThat(lines).isEmpty();
    }

    @Test
    void refusesADatabaseThatCannotHoldEveryText() {
        recreate("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'");

        assertThatThrownBy(() -> new Schema(dataSource(), SOON, lock).update())
                .isInstanceOf(MigrationFailed.class)
                .hasMessageContaining("encoding is SQL_ASCII");
    }

    @Test
    void warnsOfADatabaseThatKnowsOnlyAsciiLetters() {
        recreate("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'");

        new Schema(dataSource(), SOON, lock).update();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("LC_CTYPE is C").doesNotContain("\n");
    }

    @Test
    void saysThatAnOlderSchemaIsChangedAndRewritesNoMessageForVectorsFromOutside() {
        // given: as it was before, with a message
        new Schema(dataSource(), SOON, lock).update();
        TestDatabase.execute(dataSource(), BEFORE_VECTORS_FROM_OUTSIDE);
        TestDatabase.execute(dataSource(), MESSAGE.formatted(1));
        String table = "SELECT pg_relation_filenode('messages')";
        List<String> before = TestDatabase.query(dataSource(), table);
        lines.clear();

        // when
        new Schema(dataSource(), SOON, lock).update();
        TestDatabase.execute(dataSource(), MESSAGE.formatted(2));

        // then
        assertThat(TestDatabase.query(dataSource(), table)).isEqualTo(before);
        assertThat(TestDatabase.query(dataSource(), "SELECT DISTINCT search FROM messages"))
                .containsExactly("'run':2 'user':1B");
        assertThat(lines.get(0)).contains("the schema is being changed (1 changes)");
    }

    @Test
    void reportsTheReasonOfAChangeThatFails() {
        assertThatThrownBy(() -> new Schema(dataSource(), SOON, "liquibase-test/broken.sql", AS_IS, lock).update())
                .isInstanceOf(MigrationFailed.class)
                .hasMessageContaining("no_such_type")
                .hasMessageContaining("test")
                .hasNoCause();
        assertThat(lines).isEmpty();
    }

    @Test
    void isUpdatedByOneOfThreeNodesThatStartAtOnce() throws Exception {
        updateAtOnce("liquibase-test/slow.sql");

        assertThat(TestDatabase.query(dataSource(), "SELECT count(*) FROM databasechangelog"))
                .containsExactly("1");
        assertThat(lines)
                .filteredOn(line -> line.contains("waiting for another node"))
                .hasSize(2);
    }

    /** An index that is built CONCURRENTLY waits for the transactions of all who have read. */
    @Test
    void isUpdatedThoughOthersWaitForIt() throws Exception {
        updateAtOnce(Schema.CHANGELOG);

        assertThat(lines)
                .filteredOn(line -> line.contains("waiting for another node"))
                .hasSize(2);
    }

    private void updateAtOnce(String changelog) throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> updates = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                updates.add(nodes.submit(new Schema(dataSource(), SOON, changelog, AS_IS, lock)::update));
            }
            for (Future<?> update : updates) {
                update.get();
            }
        } finally {
            nodes.shutdown();
        }
    }

    @Test
    void isNotHeldUpByALockThatAKilledNodeLeft() throws Exception {
        new Schema(dataSource(), SOON, lock).update();
        TestDatabase.execute(
                dataSource(),
                "UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'dead node'");
        TestDatabase.execute(dataSource(), "DELETE FROM databasechangelog WHERE id = 'startup-contexts-active'");
        TestDatabase.execute(dataSource(), "DROP INDEX startup_contexts_active");

        new Schema(dataSource(), SOON, lock).update();

        assertThat(lines).anyMatch(line -> line.contains("dead node"));
        assertThat(TestDatabase.query(dataSource(), "SELECT locked FROM databasechangeloglock"))
                .containsExactly("f");
    }

    @Test
    void isNotHeldUpByANodeThatIsKilledWhileItUpdates() throws Exception {
        try (Connection killed = dataSource().getConnection()) {
            killed.setAutoCommit(false);
            killed.createStatement().execute("SELECT pg_advisory_xact_lock(" + 0x6465776579L + ")");
            ExecutorService node = Executors.newSingleThreadExecutor();
            try {
                Future<?> update = node.submit(new Schema(dataSource(), SOON, lock)::update);
                Thread.sleep(600);
                assertThat(update).isNotDone();

                TestDatabase.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                        + database + "' AND state = 'idle in transaction'"
                        + " AND query LIKE 'SELECT pg_advisory_xact_lock%'");

                assertThatCode(update::get).doesNotThrowAnyException();
            } finally {
                node.shutdown();
            }
        } catch (SQLException e) {
            // closing a connection that was killed
        }
    }

    @Test
    void saysNothingOnTheConsole() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new Schema(dataSource(), SOON, lock).update();
        } finally {
            System.setOut(console);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void takesPasswordsOutOfReasons() {
        assertThat(Schema.reason(new IllegalStateException(
                        "Unable to parse jdbc:postgresql://host/db?user=me&password=" + SECRET + "&ssl=true",
                        new SQLException("postgresql://me:" + SECRET + "@host/db {password=" + SECRET + "}"))))
                .doesNotContain(SECRET)
                .contains("password=***", "user=me", "me:***@host");
    }

    private void recreate(String options) {
        TestDatabase.execute("DROP DATABASE " + database);
        TestDatabase.execute("CREATE DATABASE " + database + " TEMPLATE template0 " + options);
    }

    private PGSimpleDataSource dataSource() {
        return TestDatabase.unpooled(database);
    }

    private PGSimpleDataSource through(Forwarder forwarder) {
        PGSimpleDataSource dataSource = dataSource();
        dataSource.setPortNumbers(new int[] {forwarder.port()});
        dataSource.setPassword(SECRET);
        return dataSource;
    }

    /** Keeps the lines of the log as they would be written. */
    private final class Collector extends Handler {
        @Override
        public void publish(LogRecord logged) {
            lines.add(new SimpleFormatter().formatMessage(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
