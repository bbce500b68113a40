package dewey.audit;

import dewey.database.Transactions;
import java.util.Optional;

/** An audit without a container, for the tests of those whose deeds are audited. */
public final class AuditForTests {
    private AuditForTests() {}

    public static Audit audit(Transactions transactions) {
        return new Audit(transactions, Optional.empty());
    }
}
