package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the real server asks of PostgreSQL to store one message, as PostgreSQL counts it.
 *
 * <p>pg_stat_statements counts the statements of all sessions: the application's, the BEGIN that the driver would send before the first
 * of a transaction (but not its COMMIT), the pool's validation query, which runs when a connection is taken that was not used for
 * 5 s, and this test's own. So the commits are taken from pg_stat_database, where those of the pool, of the test's own queries and
 * of autovacuum are among them: a few in all, which {@link #OTHERS} bounds, and not a few for each message.
 */
@OnRunningDewey
class StatementCountIT {
    private static final int MESSAGES = 100;
    private static final int OTHERS = 80;

    private final RunningDewey dewey;
    private McpClient client;
    private String conversation;

    StatementCountIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void begin() throws Exception {
        dewey.postgres().execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        client = McpClient.modern(dewey.mcp());
        conversation =
                client.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    @Timeout(60)
    void aStoredMessageIsOneStatementThatCommitsByItselfBesideWhatBindsItToItsTenant() throws Exception {
        // given
        endSessions();
        store();
        dewey.postgres().execute("SELECT pg_stat_statements_reset()");
        endSessions();
        long commitsBefore = commits();

        // when
        for (int i = 0; i < MESSAGES; i++) {
            store();
        }

        // then
        endSessions();
        assertThat(commits() - commitsBefore).isBetween((long) MESSAGES, (long) MESSAGES + OTHERS);
        // the first finds its connection cut, and is tried again by a transaction; the audit notes many calls in one
        assertThat(calls("query LIKE 'BEGIN%'")).isLessThan(OTHERS);
        assertThat(calls("query LIKE 'WITH message%'")).isEqualTo(MESSAGES);
        // in one round trip with the statement itself, and committed with it
        assertThat(calls("query LIKE 'SELECT set_config(%'")).isBetween((long) MESSAGES, (long) MESSAGES + OTHERS);
        assertThat(calls("toplevel")).isBetween(2L * MESSAGES, 2L * MESSAGES + OTHERS);
    }

    private void store() {
        client.structured(
                "dewey_store_message",
                JsonOf.object("conversation_id", conversation, "role", "user", "content", "counted"));
    }

    // a session reports its commits when it ends, or else up to 10 s later; others begin meanwhile, which have nothing
    // to report yet
    private void endSessions() throws Exception {
        dewey.postgres()
                .ask("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
                        + " WHERE application_name = 'dewey'");
    }

    private long commits() throws Exception {
        return Long.parseLong(
                dewey.postgres().ask("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"));
    }

    private long calls(String which) throws Exception {
        return Long.parseLong(
                dewey.postgres().ask("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE " + which));
    }
}
