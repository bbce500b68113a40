package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a call meets when PostgreSQL is there and cannot do what it should. */
class SickDatabaseTest {
    private static final String TABLE = "sick_notes";
    private static final Limits LIMITS = new Limits(1 << 20, 64 << 10, 8, 100);

    @BeforeAll
    static void createTable() {
        TestDatabase.execute("CREATE TABLE " + TABLE + " (key text PRIMARY KEY, value text)");
    }

    @AfterAll
    static void dropTable() {
        TestDatabase.execute("DROP TABLE " + TABLE);
    }

    @Test
    void aStatementThatTakesTooLongIsRefusedAndNotTriedAgain() {
        // given
        Transactions limited = TestDatabase.transactions("-c statement_timeout=200ms");
        int[] attempts = new int[1];

        // when
        Refused refused = catchThrowableOfType(
                Refused.class,
                () -> limited.writeAcrossTenants(entityManager -> {
                    attempts[0]++;
                    return entityManager
                            .createNativeQuery("SELECT cast(pg_sleep(20) AS text)")
                            .getSingleResult();
                }));

        // then
        assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(refused).hasMessage("the database took longer for this than a statement may take; try again in 5 s");
        assertThat(attempts[0]).isEqualTo(1);
    }

    @Test
    void aLockThatAStrangerHoldsIsWaitedForWithinBounds() throws SQLException {
        // given
        Transactions limited = TestDatabase.transactions("-c lock_timeout=300ms");
        try (Connection stranger = TestDatabase.unpooled("postgres").getConnection()) {
            stranger.setAutoCommit(false);
            stranger.createStatement().execute("LOCK TABLE " + TABLE + " IN ACCESS EXCLUSIVE MODE");

            // when
            long begun = System.nanoTime();
            Refused refused = catchThrowableOfType(Refused.class, () -> insert(limited, "locked"));

            // then
            assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
            stranger.rollback();
        }
        insert(limited, "locked");
    }

    @Test
    void aReadOnlyDatabaseIsReadAndRefusesWhatWouldChangeIt() {
        // given
        Transactions readOnly = TestDatabase.transactions("-c default_transaction_read_only=on");

        // when
        Refused refused = catchThrowableOfType(Refused.class, () -> insert(readOnly, "read-only"));

        // then
        assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(readOnly.<Object>readAcrossTenants(entityManager -> entityManager
                        .createNativeQuery("SELECT count(*) FROM " + TABLE + " WHERE key = 'read-only'")
                        .getSingleResult()))
                .isEqualTo(0L);
    }

    @Test
    void nothingIsHalfStoredByARoleThatMayNotInsertMessages() {
        // given
        String tenant = TestDatabase.tenant();
        Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
        UUID id = conversations.begin(tenant, NewConversation.start()).id();
        TestDatabase.execute("REVOKE INSERT ON messages FROM " + TenantLock.ROLE);
        try {
            // when
            assertThatThrownBy(() -> conversations.append(tenant, id, NewMessage.of(Role.USER, "lost?")))
                    // the administrator's fault, and nothing that the caller could mend: an incident
                    .isNotInstanceOf(Refused.class);
        } finally {
            TestDatabase.execute("GRANT INSERT ON messages TO " + TenantLock.ROLE);
        }

        // then
        assertThat(TestDatabase.query(
                        "SELECT message_count || ' ' || next_turn FROM conversations WHERE id = '" + id + "'"))
                .containsExactly("0 1");
        assertThat(conversations
                        .append(tenant, id, NewMessage.of(Role.USER, "found"))
                        .turnNumber())
                .isEqualTo(1);
    }

    private static void insert(Transactions by, String key) {
        by.writeAcrossTenants(entityManager -> entityManager
                .createNativeQuery("INSERT INTO " + TABLE + " VALUES (?1, '')")
                .setParameter(1, key)
                .executeUpdate());
    }
}
