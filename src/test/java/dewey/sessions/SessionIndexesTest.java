package dewey.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Cursor;
import dewey.database.LoggedPlans;
import dewey.database.ManyConversations;
import dewey.database.TestDatabase;
import dewey.sessions.SessionQuery.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which indexes PostgreSQL uses with 20,000 sessions among other conversations, one of them with 30,000 frames. */
class SessionIndexesTest {
    private static final String TENANT = ManyConversations.tenant();
    private static final UUID LONG = UUID.fromString("01890000-0000-7000-8000-000000000000");

    private final Sessions sessions = new Sessions(TestDatabase.explained());
    private final LoggedPlans plans = new LoggedPlans();

    @BeforeAll
    static void record() {
        // ids of version 7, a minute apart, from some moment of 2023 on; every 500th session is still open
        TestDatabase.execute(
                """
                INSERT INTO conversations (id, tenant, session_id, metadata, message_count, next_turn, created_at, updated_at)
                SELECT (lpad(to_hex(x'018900000000'::bigint + i * 60000), 12, '0') || '70008000000000000000')::uuid, '%s', 's' || i,
                       jsonb_build_object('source', 'proxy', 'upstream', 'upstream-' || i %% 20, 'started_at',
                           to_char(to_timestamp((x'018900000000'::bigint + i * 60000) / 1000.0) AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                       || CASE WHEN i %% 500 = 0 THEN '{}'
                               ELSE jsonb_build_object('cause', CASE WHEN i %% 1000 = 1 THEN 'crash' ELSE 'client_closed' END)
                          END,
                       CASE WHEN i = 0 THEN 30000 ELSE 0 END, 1, now(), now()
                  FROM generate_series(0, 19999) i"""
                        .formatted(TENANT));
        TestDatabase.execute(
                """
                INSERT INTO messages (conversation_id, tenant, turn_number, id, role, content, metadata, external_id, created_at)
                SELECT '%s', '%s', i, gen_random_uuid(), 'user', repeat('word ', 50),
                       jsonb_build_object('sequence', i, 'kind', 'request', 'method', 'tools/call', 'direction', 'client_to_server')
                       || CASE WHEN i %% 2 = 0 THEN jsonb_build_object('reply_to', i - 1, 'kind', 'response') ELSE '{}' END,
                       i::text, now()
                  FROM generate_series(1, 30000) i"""
                        .formatted(LONG, TENANT));
        TestDatabase.execute("VACUUM ANALYZE conversations");
        TestDatabase.execute("VACUUM ANALYZE messages");
    }

    @Test
    void listsTheNewestThroughTheirIndex() {
        sessions.list(TENANT, SessionQuery.newest(20));

        assertThat(plans.next())
                .containsPattern("Index Scan Backward using sessions\\w* on conversations")
                .contains("Index Only Scan")
                .doesNotContain("Seq Scan")
                .doesNotContain("Sort");
    }

    @Test
    void followsACursorThroughTheSameIndex() {
        Cursor middle = Cursor.of("sessions", LONG);

        sessions.list(TENANT, new SessionQuery(null, null, null, null, null, 20, middle));

        assertThat(plans.next()).containsPattern("Index Cond: .*id < ").doesNotContain("Seq Scan");
    }

    @Test
    void listsThoseOfAnUpstreamThroughAnIndex() {
        sessions.list(TENANT, new SessionQuery("upstream-7", null, null, null, null, 20, null));

        assertThat(plans.next()).contains("sessions_by_upstream").doesNotContain("Seq Scan");
    }

    @Test
    void listsOpenOnesThroughAnIndex() {
        sessions.list(TENANT, new SessionQuery(null, null, null, State.OPEN, null, 20, null));

        assertThat(plans.next()).contains("sessions_open").doesNotContain("Seq Scan on conversations");
    }

    @Test
    void listsThoseOfATimeThroughAnIndex() {
        Instant from = Instant.ofEpochMilli(0x018900000000L).plus(5_000, ChronoUnit.MINUTES);

        sessions.list(TENANT, new SessionQuery(null, from, from.plusSeconds(3_600), null, null, 20, null));

        assertThat(plans.next()).containsPattern("Index Cond: .*id >= .*id < ").doesNotContain("Seq Scan");
    }

    @Test
    void listsThoseOfACauseThroughAnIndex() {
        sessions.list(TENANT, new SessionQuery(null, null, null, null, "crash", 20, null));

        assertThat(plans.next())
                .containsPattern("using sessions|on conversations_by_metadata|on sessions")
                .doesNotContain("Seq Scan");
    }

    @Test
    void readsAPageAndItsPairsThroughIndexes() {
        sessions.read(TENANT, LONG, FrameQuery.from(20_001, 100, 1 << 20));

        assertThat(plans.next())
                .contains("messages_pkey", "messages_by_external_id", "messages_by_reply_to")
                // of several tables (-Ddewey.test.partitions) the session is most of one, which is read whole to count
                // it
                .doesNotContain("Seq Scan on messages ");
    }
}
