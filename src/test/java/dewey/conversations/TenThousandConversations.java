package dewey.conversations;

import dewey.database.TestDatabase;

/** A tenant with 10,000 conversations of 20 messages, in 100 sessions; made once, when it is first asked for. */
public final class TenThousandConversations {
    private static final class Made {
        static final String TENANT = make();
    }

    private TenThousandConversations() {}

    public static String tenant() {
        return Made.TENANT;
    }

    private static String make() {
        String tenant = TestDatabase.tenant();
        TestDatabase.execute(
                """
                INSERT INTO conversations (id, tenant, session_id, metadata, message_count, next_turn, created_at, updated_at)
                SELECT gen_random_uuid(), '%s', 'session ' || n %% 100, jsonb_build_object('number', n), 20, 21,
                       now() - n * interval '1 minute', now() - n * interval '1 minute'
                  FROM generate_series(1, 10000) AS n"""
                        .formatted(tenant));
        TestDatabase.execute(
                """
                INSERT INTO messages (conversation_id, turn_number, id, role, content, created_at)
                SELECT c.id, turn, gen_random_uuid(), CASE turn %% 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
                       'message ' || turn || ' of conversation w' || (c.metadata ->> 'number'), c.created_at
                  FROM conversations c, generate_series(1, 20) AS turn WHERE c.tenant = '%s'"""
                        .formatted(tenant));
        TestDatabase.execute("VACUUM ANALYZE conversations");
        TestDatabase.execute("VACUUM ANALYZE messages");
        return tenant;
    }
}
