package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is spread over several tables, and one that is put together again. */
class PartitionsTest {
    /**
     * 40 conversations of 5 messages each, and what an administrator has changed. Their identifiers are the same in each run, so that
     * each of up to four tables has messages of both tenants.
     */
    private static final String FILL =
            """
            INSERT INTO conversations (id, tenant, message_count, next_turn, created_at, updated_at)
            SELECT md5('conversation ' || i)::uuid, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END, 5, 6, now(), now() FROM generate_series(1, 40) i;
            INSERT INTO messages (conversation_id, tenant, turn_number, id, role, author, content, metadata, external_id, created_at)
            SELECT id, tenant, turn, gen_random_uuid(), 'user', 'Ada', 'running ' || turn, '{"n": 1.50}', turn::text, now()
              FROM conversations, generate_series(1, 5) turn;
            ALTER TABLE messages SET (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 95);
            GRANT SELECT ON messages TO pg_monitor""";

    private static final String MESSAGES = "SELECT m::text FROM messages m ORDER BY conversation_id, turn_number";

    /** All that makes the table what it is, a line each. */
    private static final String SHAPE =
            """
            SELECT format('column %s %s %s %s %s', attname, format_type(atttypid, atttypmod), attnotnull, attstorage, pg_get_expr(adbin, adrelid))
              FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
             WHERE attrelid = 'messages'::regclass AND attnum > 0 AND NOT attisdropped
            UNION ALL SELECT format('rule %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = 'messages'::regclass
            UNION ALL SELECT replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index WHERE indrelid = 'messages'::regclass
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'messages'::regclass AND NOT tgisinternal
            UNION ALL SELECT format('policy %s %s', polname, pg_get_expr(polqual, polrelid)) FROM pg_policy WHERE polrelid = 'messages'::regclass
            UNION ALL SELECT format('locked %s, rights %s', relrowsecurity, relacl) FROM pg_class WHERE oid = 'messages'::regclass
            ORDER BY 1""";

    private static final String OPTIONS =
            """
            SELECT coalesce(array_to_string(reloptions, ' '), 'none') || ' ' || relrowsecurity FROM pg_class
             WHERE relkind = 'r' AND (oid = 'messages'::regclass OR oid IN (SELECT inhrelid FROM pg_inherits))
             ORDER BY relname""";

    private static final String LONG_LISTS =
            """
            SELECT relname FROM pg_class WHERE relkind = 'i' AND reloptions = ARRAY['gin_pending_list_limit=98304']""";

    private static final String FILES =
            "SELECT relname || relfilenode FROM pg_class WHERE relname LIKE 'messages%' ORDER BY 1";

    private final String database = "parts_" + UUID.randomUUID().toString().replace('-', '_');
    private final TenantLock lock = new TenantLock();

    @BeforeEach
    void begin() {
        TestDatabase.execute("CREATE DATABASE " + database);
    }

    @AfterEach
    void end() {
        TestDatabase.execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    @Test
    void keepsEveryMessageAndAllThatTheTableIsThereAndBack() throws SQLException {
        update(Partitions.AS_THEY_ARE);
        TestDatabase.execute(dataSource(), FILL);
        List<String> messages = query(MESSAGES);
        List<String> shape = query(SHAPE);
        List<String> options = query(OPTIONS);

        for (int tables : List.of(4, 3, 1)) {
            update(tables);

            assertThat(query(MESSAGES)).isEqualTo(messages).hasSize(200);
            assertThat(query(SHAPE)).isEqualTo(shape);
            assertThat(query(OPTIONS)).hasSize(tables).containsOnly(options.get(0));
            assertThat(query(LONG_LISTS)).hasSize(tables);
            assertThat(query("SELECT DISTINCT tableoid::regclass::text FROM messages ORDER BY 1"))
                    .hasSize(tables);
            for (String table : query("SELECT DISTINCT tableoid::regclass::text FROM messages")) {
                assertThat(tenantsSeenBy("odd", table)).as(table).containsOnly("odd");
            }
        }
    }

    @Test
    void isDoneOnceAndLeftAsItIsByWhoAsksForNothing() {
        update(3);
        List<String> files = query(FILES);

        update(3);
        update(Partitions.AS_THEY_ARE);

        assertThat(query(FILES)).isEqualTo(files);
        assertThat(
                        query(
                                "SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE 'messages_pkey_%' ORDER BY 1"))
                .containsExactly("messages_pkey_0_of_3", "messages_pkey_1_of_3", "messages_pkey_2_of_3");
    }

    @Test
    void changesNothingWhileOthersDependOnTheTable() {
        update(Partitions.AS_THEY_ARE);
        TestDatabase.execute(dataSource(), FILL);
        TestDatabase.execute(
                dataSource(),
                """
                CREATE VIEW reports AS SELECT content FROM messages;
                CREATE FUNCTION newest() RETURNS uuid STABLE RETURN (SELECT id FROM messages ORDER BY id DESC LIMIT 1);
                CREATE TABLE marks (conversation_id uuid, turn_number int,
                    CONSTRAINT marked FOREIGN KEY (conversation_id, turn_number) REFERENCES messages);
                CREATE PUBLICATION everything FOR TABLE messages;
                CREATE FUNCTION words(messages) RETURNS text LANGUAGE sql AS 'SELECT $1.content'""");
        List<String> messages = query(MESSAGES);
        List<String> files = query(FILES);

        assertThatThrownBy(() -> update(8))
                .isInstanceOf(MigrationFailed.class)
                .hasMessage(
                        "Dewey's database cannot be used: the messages cannot go from 1 to 8 tables"
                                + " (dewey.database.partitions) while there is constraint marked on table marks, function newest(),"
                                + " publication everything, view reports: drop what depends on the table, and make it again afterwards");
        // what takes its row is found only when all is copied, and the old table is to be dropped
        TestDatabase.execute(
                dataSource(), "DROP VIEW reports; DROP FUNCTION newest; DROP TABLE marks; DROP PUBLICATION everything");
        assertThatThrownBy(() -> update(8)).isInstanceOf(MigrationFailed.class).hasMessageContaining("messages_before");

        assertThat(query(FILES)).isEqualTo(files);
        assertThat(query(MESSAGES)).isEqualTo(messages);
    }

    private List<String> tenantsSeenBy(String tenant, String table) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.entry(tenant).make(connection);
            try (ResultSet row = statement.executeQuery("SELECT DISTINCT tenant FROM " + table)) {
                List<String> seen = new ArrayList<>();
                while (row.next()) {
                    seen.add(row.getString(1));
                }
                return seen;
            }
        }
    }

    private void update(int tables) {
        new Schema(dataSource(), Duration.ofSeconds(20), new Partitions(tables), lock).update();
    }

    private List<String> query(String sql) {
        return TestDatabase.query(dataSource(), sql);
    }

    private DataSource dataSource() {
        return TestDatabase.unpooled(database);
    }
}
