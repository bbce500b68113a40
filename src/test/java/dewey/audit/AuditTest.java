package dewey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.audit.AuditTrail.Verification;
import dewey.audit.AuditTrail.Witness;
import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.security.Caller;
import dewey.security.Deed;
import dewey.security.Deed.Action;
import dewey.security.Deed.Outcome;
import dewey.security.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTest {
    private final Transactions transactions = TestDatabase.transactions();
    private final String tenant = TestDatabase.tenant();
    private final Caller alice = new Caller(tenant, "alice", Set.of(Role.WRITER), "192.0.2.7");
    private final Audit audit = new Audit(transactions, Optional.empty());
    private final AuditTrail trail = new AuditTrail(transactions, Optional.empty());

    @Test
    void keepsWhoDidWhatToWhatFromWhereAndHowItEnded() {
        audit.note(deed(Action.DELETE, "dewey_delete_conversation", "c1", Outcome.DENIED));
        audit.store();

        Entry entry = trail.before(tenant, Long.MAX_VALUE, 10).get(0).entry();
        assertThat(entry.caller()).isEqualTo("alice");
        assertThat(entry.address()).isEqualTo("192.0.2.7");
        assertThat(entry.action()).isEqualTo("DELETE");
        assertThat(entry.what()).isEqualTo("dewey_delete_conversation");
        assertThat(entry.target()).isEqualTo("c1");
        assertThat(entry.outcome()).isEqualTo("DENIED");
    }

    @Test
    void whatIsDoneAgainAndAgainIsOneRow() {
        for (int i = 0; i < 1_000; i++) {
            audit.note(deed(Action.WRITE, "dewey_store_message", "c1", Outcome.DONE));
        }
        audit.note(deed(Action.WRITE, "dewey_store_message", "c2", Outcome.DONE));
        audit.store();

        assertThat(trail.before(tenant, Long.MAX_VALUE, 10))
                .extracting(row -> row.entry().target() + " " + row.entry().times())
                .containsExactly("c2 1", "c1 1000");
    }

    @Test
    void aChainThatNobodyTouchedIsSound() {
        fill(50);

        Verification found = trail.verify(tenant, Optional.empty());

        assertThat(found.fault()).isEmpty();
        assertThat(found.rows()).isEqualTo(50);
        assertThat(found.lastNumber()).isEqualTo(50);
    }

    @Test
    void aRowThatWasChangedIsFound() {
        fill(10);

        tamper("UPDATE audit SET caller = 'mallory' WHERE tenant = '" + tenant + "' AND number = 4");

        assertThat(fault()).hasValueSatisfying(fault -> assertThat(fault).startsWith("row 4 was changed"));
    }

    @Test
    void aRowThatWasRemovedIsFound() {
        fill(10);

        tamper("DELETE FROM audit WHERE tenant = '" + tenant + "' AND number = 4");
        assertThat(fault()).contains("row 4 is missing");

        // and the hole closed
        tamper("UPDATE audit SET number = number - 1 WHERE tenant = '" + tenant + "' AND number > 4");
        assertThat(fault()).hasValueSatisfying(fault -> assertThat(fault).startsWith("row 4 was changed"));
    }

    @Test
    void rowsInAnotherOrderAreFound() {
        fill(10);

        tamper("UPDATE audit SET number = CASE number WHEN 4 THEN 1004 ELSE 1005 END WHERE tenant = '" + tenant
                + "' AND number IN (4, 5)");
        tamper("UPDATE audit SET number = CASE number WHEN 1004 THEN 5 ELSE 4 END WHERE tenant = '" + tenant
                + "' AND number > 1000");

        assertThat(fault()).hasValueSatisfying(fault -> assertThat(fault).startsWith("row 4 was changed"));
    }

    @Test
    void aMissingEndIsFoundByWhoKeptTheLastHash() {
        fill(10);
        Verification before = trail.verify(tenant, Optional.empty());
        Optional<Witness> witness = Optional.of(new Witness(before.lastNumber(), before.lastHash()));
        fill(1);
        assertThat(trail.verify(tenant, witness).fault()).isEmpty();

        tamper("DELETE FROM audit WHERE tenant = '" + tenant + "' AND number >= 9");

        assertThat(fault()).isEmpty();
        assertThat(trail.verify(tenant, witness).fault()).contains("row 10 is missing");
    }

    @Test
    void whoDoesNotHaveTheKeyCannotMakeAChain() {
        fill(3);

        assertThat(new AuditTrail(transactions, Optional.of("a key that the database does not have"))
                        .verify(tenant, Optional.empty())
                        .fault())
                .isPresent();
    }

    @Test
    void rowsAreOnlyAdded() {
        fill(1);

        assertThatThrownBy(() -> TestDatabase.execute("UPDATE audit SET times = 2 WHERE tenant = '" + tenant + "'"))
                .hasStackTraceContaining("the audit is only added to");
        assertThatThrownBy(() -> TestDatabase.execute("DELETE FROM audit WHERE tenant = '" + tenant + "'"))
                .hasStackTraceContaining("the audit is only added to");
        assertThatThrownBy(() -> TestDatabase.execute("TRUNCATE audit"))
                .hasStackTraceContaining("the audit is only added to");
        for (String change : List.of("UPDATE audit SET times = 2", "DELETE FROM audit", "DELETE FROM audit_cuts")) {
            assertThatThrownBy(() -> transactions.write(tenant, entities -> entities.createNativeQuery(change)
                            .executeUpdate()))
                    .hasStackTraceContaining("permission denied");
        }
    }

    @Test
    void whatIsOldIsCutOffAndTheRestIsSound() {
        fill(10);
        tamper("UPDATE audit SET until = now() - interval '3 years' WHERE tenant = '" + tenant + "' AND number <= 6");

        TestDatabase.query("SELECT cut_audit(now() - interval '2 years')");

        Verification found = trail.verify(tenant, Optional.empty());
        assertThat(found.fault()).isEmpty();
        assertThat(found.rows()).isEqualTo(4);
        fill(1);
        assertThat(trail.verify(tenant, Optional.empty()).rows()).isEqualTo(5);
    }

    @Test
    void writersOfOneChainTakeTurns() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(node -> nodes.submit(() -> {
                        Audit other = new Audit(transactions, Optional.empty());
                        for (int i = 0; i < 20; i++) {
                            other.note(deed(Action.READ, "node " + node, "c" + i, Outcome.DONE));
                            other.store();
                        }
                    }))
                    .toList();
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            nodes.shutdown();
        }

        Verification found = trail.verify(tenant, Optional.empty());
        assertThat(found.fault()).isEmpty();
        assertThat(found.rows()).isEqualTo(80);
    }

    @Test
    void notesWaitWhileTheDatabaseIsAway() throws Exception {
        try (Forwarder forwarder = TestDatabase.forwarder()) {
            Audit distant = new Audit(TestDatabase.transactions(forwarder), Optional.empty());
            distant.note(deed(Action.READ, "while it was away", "", Outcome.DONE));
            distant.store();
            assertThat(trail.before(tenant, Long.MAX_VALUE, 10)).isEmpty();

            forwarder.open();
            distant.store();
        }

        assertThat(trail.before(tenant, Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(fault()).isEmpty();
    }

    @Test
    void whatWasStoredIsNotStoredAgainWhenTheConfirmationIsLost() throws Exception {
        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            Audit distant = new Audit(TestDatabase.transactions(forwarder), Optional.empty());
            distant.note(deed(Action.READ, "one", "", Outcome.DONE));
            distant.note(deed(Action.READ, "two", "", Outcome.DONE));
            forwarder.loseTheNextConfirmation();

            distant.store();

            assertThat(forwarder.isToLoseOne()).isFalse();
        }
        assertThat(whatFirstToLast()).containsExactly("one", "two");
        assertThat(fault()).isEmpty();
    }

    @Test
    void whatWasStoredIsNotStoredAgainWhenTheDatabaseIsAwayBehindIt() throws Exception {
        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            Audit distant = new Audit(TestDatabase.transactions(forwarder), Optional.empty());
            distant.note(deed(Action.READ, "one", "", Outcome.DONE));
            forwarder.loseTheNextConfirmation();
            forwarder.refuseConnectionsAfterThat();
            distant.store();
            distant.note(deed(Action.READ, "two", "", Outcome.DONE));
            audit.note(deed(Action.READ, "of another node", "", Outcome.DONE));
            audit.store();

            forwarder.open();
            distant.store();
        }
        assertThat(whatFirstToLast()).containsExactly("one", "of another node", "two");
        assertThat(fault()).isEmpty();
    }

    private List<String> whatFirstToLast() {
        return TestDatabase.query("SELECT what FROM audit WHERE tenant = '" + tenant + "' ORDER BY number");
    }

    @Test
    void aNameCannotForgeALineOfTheAudit() {
        audit.note(deed(Action.READ, "a\r\nb\u001b[31m\u202e\u0000", "\ud800", Outcome.DONE));
        audit.store();

        assertThat(trail.before(tenant, Long.MAX_VALUE, 1).get(0).entry().what())
                .isEqualTo("a??b?[31m??");
        assertThat(fault()).isEmpty();
    }

    private Deed deed(Action action, String what, String target, Outcome outcome) {
        return new Deed(alice, action, what, target, outcome);
    }

    private void fill(int rows) {
        for (int i = 0; i < rows; i++) {
            audit.note(deed(Action.READ, "dewey_search", "target " + i, Outcome.DONE));
        }
        audit.store();
    }

    private Optional<String> fault() {
        return trail.verify(tenant, Optional.empty()).fault();
    }

    /** As somebody does who owns the database. */
    private static void tamper(String sql) {
        TestDatabase.execute("SET session_replication_role = replica; " + sql + "; RESET session_replication_role");
    }
}
