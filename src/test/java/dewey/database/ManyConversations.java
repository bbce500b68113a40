package dewey.database;

/**
 * A tenant with 10,000 conversations of 20 messages each, for tests of the plans that PostgreSQL makes; made once for all tests.
 *
 * <p>Conversation {@code i} is of session {@code session-(i % 500)}. Turn {@code t} of it speaks of {@code river} in every message,
 * of {@code (i % 100)stone} in 1 of 100 conversations, and of {@code (i * 20 + t)pebble} in that one message.
 */
public final class ManyConversations {
    public static final int COUNT = 10_000;
    public static final int TURNS = 20;

    private static final class Made {
        static final String TENANT = make();
    }

    private ManyConversations() {}

    public static String tenant() {
        return Made.TENANT;
    }

    private static String make() {
        String tenant = TestDatabase.tenant();
        TestDatabase.execute(
                """
                INSERT INTO conversations (id, tenant, session_id, metadata, message_count, next_turn, created_at, updated_at)
                SELECT gen_random_uuid(), '%s', 'session-' || i %% 500, jsonb_build_object('number', i), %d, %d, at, at
                  FROM (SELECT i, now() - i * interval '1 minute' AS at FROM generate_series(0, %d - 1) i) numbered"""
                        .formatted(tenant, TURNS, TURNS + 1, COUNT));
        TestDatabase.execute(
                """
                INSERT INTO messages (conversation_id, tenant, turn_number, id, role, content, created_at)
                SELECT c.id, c.tenant, t, gen_random_uuid(), CASE WHEN t %% 2 = 1 THEN 'user' ELSE 'assistant' END,
                       format('Down by the river there is a %%sstone and under it a %%spebble',
                              i %% 100, i * 20 + t),
                       c.created_at + t * interval '1 second'
                  FROM conversations c, LATERAL (SELECT (c.metadata ->> 'number')::int AS i) n, generate_series(1, %d) t
                 WHERE c.tenant = '%s'"""
                        .formatted(TURNS, tenant));
        TestDatabase.execute("VACUUM ANALYZE conversations");
        TestDatabase.execute("VACUUM ANALYZE messages");
        return tenant;
    }
}
