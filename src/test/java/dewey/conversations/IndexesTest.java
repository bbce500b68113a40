package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.LoggedPlans;
import dewey.database.ManyConversations;
import dewey.database.TenantEntry;
import dewey.database.TestDatabase;
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

    private static UUID anyConversation() {
        return UUID.fromString(
                TestDatabase.query("SELECT id FROM conversations WHERE tenant = '" + TENANT + "' LIMIT 1")
                        .get(0));
    }
}
