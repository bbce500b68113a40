package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.LoggedPlans;
import dewey.database.ManyConversations;
import dewey.database.TenantEntry;
import dewey.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which indexes PostgreSQL uses for the statements as they are really sent: auto_explain writes the plans to its log. */
class IndexesTest {
    private static final String TENANT = ManyConversations.tenant();

    private static final String SORT_WITHIN_SLOTS = "Presorted Key: conversations.updated_slot\n";
    private static final String SORT_OF_ALL = "->  Sort ";

    private final Conversations conversations = new Conversations(TestDatabase.explained(), Given.LIMITS);
    private final LoggedPlans plans = new LoggedPlans();

    @Test
    void listsByLastActivityThroughAnIndex() {
        conversations.list(TENANT, ListQuery.newest(20));

        assertThat(plans.next())
                .contains("conversations_by_updated_slot", SORT_WITHIN_SLOTS)
                .doesNotContain(SORT_OF_ALL);
    }

    @Test
    void listsByBeginningThroughAnIndex() {
        conversations.list(TENANT, new ListQuery(null, null, SortKey.CREATED_AT, 20, 0, null));

        assertThat(plans.next()).contains("conversations_by_created").doesNotContain("Sort");
    }

    @Test
    void followsACursorThroughAnIndex() {
        Cursor middle = Cursor.read(conversations
                .list(TENANT, new ListQuery(null, null, SortKey.UPDATED_AT, 20, 5_000, null))
                .nextCursor()
                .orElseThrow());
        plans.next();

        conversations.list(TENANT, new ListQuery(null, null, SortKey.UPDATED_AT, 20, 0, middle));

        assertThat(plans.next())
                .contains("conversations_by_updated_slot", SORT_WITHIN_SLOTS)
                .containsPattern("Index Cond: .*updated_slot <= ")
                .doesNotContain(SORT_OF_ALL);
    }

    @Test
    void listsASessionThroughAnIndex() {
        conversations.list(TENANT, new ListQuery("session-7", null, SortKey.UPDATED_AT, 20, 0, null));

        assertThat(plans.next()).contains("conversations_by_session").doesNotContain("Seq Scan");
    }

    @Test
    void filtersByMetadataThroughAnIndex() {
        conversations.list(TENANT, new ListQuery(null, Given.json("{'number':77}"), SortKey.UPDATED_AT, 20, 0, null));

        assertThat(plans.next()).contains("conversations_by_metadata").doesNotContain("Seq Scan");
    }

    @Test
    void readsAConversationInOrderThroughItsKey() {
        conversations.read(TENANT, anyConversation(), 5, 10, 1 << 20);

        assertThat(plans.next())
                .contains("conversations_of_tenant", "messages_pkey")
                .doesNotContain("Seq Scan")
                .doesNotContain("Sort  (");
    }

    @Test
    void walksThroughAllInTheOrderOfTheirBeginningThroughAnIndex() {
        Conversation tenth = conversations
                .inSuccession(TENANT, Succession.ALL, Instant.EPOCH, new UUID(0, 0), 10)
                .get(9);
        plans.next();

        conversations.inSuccession(TENANT, Succession.ALL, tenth.createdAt(), tenth.id(), 50);

        assertThat(plans.next())
                .contains("conversations_by_created")
                .containsPattern("Index Cond: .*ROW\\(created_at, id\\) > ROW")
                .doesNotContain("Sort");
    }

    @Test
    void appendsThroughKeysOnly() {
        UUID id = conversations.begin(TENANT, NewConversation.start()).id();
        plans.next();

        conversations.append(TENANT, id, NewMessage.of(Role.USER, "x").identifiedBy("e1"));
        conversations.append(TENANT, id, NewMessage.of(Role.USER, "x").identifiedBy("e1"));

        assertThat(plans.next())
                .contains("conversations_of_tenant", "messages_by_external_id")
                .doesNotContain("Seq Scan");
    }

    @Test
    void anAppendLeavesTheIndexesOfConversationsAlone() {
        UUID id = conversations.begin(TENANT, NewConversation.start()).id();

        int heapOnly = TestDatabase.transactions().write(TENANT, entityManager -> {
            for (int i = 0; i < 3; i++) {
                Append.one(entityManager, TenantEntry.alreadyMade(TENANT), id, NewMessage.of(Role.USER, "x"));
            }
            return ((Number) entityManager
                            .createNativeQuery(
                                    "SELECT n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'conversations'")
                            .getSingleResult())
                    .intValue();
        });

        // one of them may be the first of its ten seconds
        assertThat(heapOnly).isBetween(2, 3);
    }

    @Test
    void findsWhatIsInTheTrashThroughIndexes() {
        String tenant = TestDatabase.tenant();
        TestDatabase.execute(
                """
                INSERT INTO trashed_conversations (trash_id, tenant, id, metadata, message_count, next_turn, created_at, updated_at, trashed_at, erase_after)
                SELECT gen_random_uuid(), '%s' || CASE i %% 50 WHEN 0 THEN '' ELSE '-' || i %% 50 END, gen_random_uuid(), '{}', 0, 1,
                       at, at, at, at + interval '30 days'
                  FROM (SELECT i, now() - i * interval '1 minute' AS at FROM generate_series(0, 9999) i) numbered"""
                        .formatted(tenant));
        TestDatabase.execute("VACUUM ANALYZE trashed_conversations");
        Trash trash = new Trash(TestDatabase.explained(), Duration.ofDays(30));

        Page<Trashed> page = trash.list(tenant, 20, null);
        assertThat(page.total()).isEqualTo(200);
        assertThat(plans.next()).contains("trashed_by_time").doesNotContain("Seq Scan on trashed_conversations");

        trash.restore(tenant, page.items().get(0).id());
        assertThat(plans.next())
                .contains("trashed_by_conversation")
                .doesNotContain("Seq Scan on trashed_conversations");

        trash.erase(tenant, page.items().get(1).id());
        assertThat(plans.next())
                .contains("trashed_by_conversation")
                .doesNotContain("Seq Scan on trashed_conversations");

        trash.eraseExpired(1);
        assertThat(plans.next()).contains("trashed_by_end").doesNotContain("Seq Scan on trashed_conversations");
    }

    private static UUID anyConversation() {
        return UUID.fromString(
                TestDatabase.query("SELECT id FROM conversations WHERE tenant = '" + TENANT + "' LIMIT 1")
                        .get(0));
    }
}
