package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Queries that have forgotten whose rows they may touch. */
class TenantLockTest {
    private static final String TABLES =
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')""";

    private final Transactions transactions = TestDatabase.transactions();
    private final String mine = TestDatabase.tenant();
    private final String theirs = TestDatabase.tenant();
    private final UUID myConversation = UUID.randomUUID();
    private final UUID theirConversation = UUID.randomUUID();

    @BeforeEach
    void fill() {
        fill(mine, myConversation);
        fill(theirs, theirConversation);
    }

    private static void fill(String tenant, UUID conversation) {
        TestDatabase.execute("INSERT INTO conversations (id, tenant, metadata, created_at, updated_at)"
                + " VALUES ('%s', '%s', '{\"secret\": true}', now(), now())".formatted(conversation, tenant));
        TestDatabase.execute(
                "INSERT INTO messages (conversation_id, tenant, turn_number, id, role, content, created_at)"
                        + " VALUES ('%s', '%s', 1, gen_random_uuid(), 'user', 'a secret', now())"
                                .formatted(conversation, tenant));
        TestDatabase.execute(
                "INSERT INTO startup_contexts (id, tenant, name, content, is_active, created_at, updated_at)"
                        + " VALUES (gen_random_uuid(), '%s', 'secret', 'x', false, now(), now())".formatted(tenant));
        TestDatabase.execute("INSERT INTO tool_lists (tenant, upstream, tools, conversation_id, seen_at)"
                + " VALUES ('%s', 'secret', '[]', '%s', now())".formatted(tenant, conversation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT tenant FROM conversations",
                "SELECT tenant FROM messages",
                "SELECT tenant FROM startup_contexts",
                "SELECT tenant FROM tool_lists",
                "SELECT tenant FROM tenant_conversations WHERE metadata @> '{\"secret\": true}'",
                "SELECT tenant FROM tenant_messages WHERE search @@ to_tsquery('english', 'secret')",
                "SELECT m.tenant FROM messages m RIGHT JOIN tenant_conversations c ON c.id = m.conversation_id"
            })
    void aQueryFindsTheRowsOfItsTenantOnly(String forgetful) {
        assertThat(read(mine, forgetful)).isNotEmpty().containsOnly(mine);
        assertThat(read(TestDatabase.tenant(), forgetful)).isEmpty();
    }

    @Test
    void nothingOfAnotherTenantIsChanged() {
        int changed = transactions.write(
                mine,
                entities -> run(entities, "UPDATE conversations SET title = 'mine'")
                        + run(entities, "UPDATE messages SET content = 'mine'")
                        + run(entities, "DELETE FROM tool_lists")
                        + run(entities, "DELETE FROM messages")
                        + run(entities, "DELETE FROM conversations"));

        assertThat(changed).isEqualTo(5);
        assertThat(read(theirs, "SELECT content FROM messages")).containsExactly("a secret");
        assertThat(read(theirs, "SELECT upstream FROM tool_lists")).containsExactly("secret");
        assertThat(read(theirs, "SELECT coalesce(title, 'untouched') FROM conversations"))
                .containsExactly("untouched");
    }

    @Test
    void nothingIsStoredForAnotherTenant() {
        assertThatThrownBy(() -> transactions.write(
                        mine,
                        entities -> run(
                                entities,
                                "INSERT INTO conversations (id, tenant, created_at, updated_at)"
                                        + " VALUES (gen_random_uuid(), '" + theirs + "', now(), now())")))
                .hasStackTraceContaining("row-level security");
        assertThatThrownBy(() -> transactions.write(
                        mine, entities -> run(entities, "UPDATE conversations SET tenant = '" + theirs + "'")))
                .hasStackTraceContaining("row-level security");
    }

    @Test
    void aMessageIsOfTheTenantOfItsConversation() {
        String insert = "INSERT INTO messages (conversation_id, turn_number, id, role, content, created_at)"
                + " VALUES ('%s', 2, gen_random_uuid(), 'user', 'smuggled', now())";

        transactions.write(mine, entities -> run(entities, insert.formatted(myConversation)));

        assertThat(read(mine, "SELECT content FROM messages")).containsExactlyInAnyOrder("a secret", "smuggled");
        assertThatThrownBy(
                        () -> transactions.write(mine, entities -> run(entities, insert.formatted(theirConversation))))
                .hasStackTraceContaining("messages_of_one_tenant");
    }

    @Test
    void nothingCanBeTakenFromTheAuthorityOfTheOwner() {
        assertThatThrownBy(() -> transactions.write(
                        mine, entities -> run(entities, "ALTER TABLE messages DISABLE ROW LEVEL SECURITY")))
                .hasStackTraceContaining("must be owner");
        assertThatThrownBy(() -> transactions.write(mine, entities -> run(entities, "TRUNCATE messages")))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void theBindingEndsWithTheTransaction() {
        read(mine, "SELECT tenant FROM messages");

        assertThat(transactions.<List<String>>readAcrossTenants(entities -> column(entities, "SELECT current_user")))
                .containsExactly("postgres");
        assertThat(transactions.<List<String>>readAcrossTenants(
                        entities -> column(entities, "SELECT tenant FROM tenant_conversations")))
                .isEmpty();
    }

    @Test
    void everyTableOfTenantsIsLocked() {
        List<String> tables = TestDatabase.query(TABLES);

        assertThat(tables).contains("conversations", "messages", "startup_contexts", "tool_lists");
        assertThat(TestDatabase.query(
                        TABLES + " AND c.relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)"))
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void aRoleThatCannotBeMadeIsToldAndTheTenantsStayApartByTheirQueries() throws SQLException {
        String name = "lone_" + UUID.randomUUID().toString().replace('-', '_');
        TestDatabase.execute("CREATE ROLE " + name + " LOGIN PASSWORD 'lone'");
        TestDatabase.execute("CREATE DATABASE " + name + " OWNER " + name);
        PGSimpleDataSource lone = TestDatabase.unpooled(name);
        lone.setUser(name);
        lone.setPassword("lone");
        TenantLock lock = new TenantLock();
        try {
            new Schema(lone, Duration.ofSeconds(20), lock).update();

            assertThat(lock.isInForce()).isFalse();
            try (Connection connection = lone.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                lock.entry("a").make(connection);
                statement.execute("SELECT FROM tenant_messages WHERE search @@ to_tsquery('english', 'secret')");
                connection.rollback();
            }

            // what the log asks an administrator for
            TestDatabase.execute("GRANT dewey_tenant TO " + name);
            new Schema(lone, Duration.ofSeconds(20), lock).update();

            assertThat(lock.isInForce()).isTrue();
        } finally {
            TestDatabase.execute("DROP DATABASE " + name + " WITH (FORCE)");
            TestDatabase.execute("DROP ROLE " + name);
        }
    }

    @Test
    void aTransactionOfNoTenantDoesNotBegin() {
        assertThatThrownBy(() -> read(" ", "SELECT 1")).isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> read(String tenant, String sql) {
        return transactions.read(tenant, entities -> column(entities, sql));
    }

    @SuppressWarnings("unchecked") // one column of text
    private static List<String> column(EntityManager entities, String sql) {
        return entities.createNativeQuery(sql, String.class).getResultList();
    }

    private static int run(EntityManager entities, String sql) {
        return entities.createNativeQuery(sql).executeUpdate();
    }
}
