package dewey.database;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.util.List;
import org.hibernate.engine.jndi.JndiException;
import org.hibernate.engine.transaction.jta.platform.internal.AbstractJtaPlatform;

/** Shows Hibernate the transaction manager of the server it runs in: Hibernate 6.6 knows Payara's under an old name only. */
public class AppServerJtaPlatform extends AbstractJtaPlatform {
    private static final List<String> NAMES =
            List.of("java:appserver/TransactionManager", "java:jboss/TransactionManager");

    @Override
    protected TransactionManager locateTransactionManager() {
        JndiException absent = null;
        for (String name : NAMES) {
            try {
                return (TransactionManager) jndiService().locate(name);
            } catch (JndiException e) {
                if (absent != null) {
                    e.addSuppressed(absent);
                }
                absent = e;
            }
        }
        throw absent;
    }

    @Override
    protected UserTransaction locateUserTransaction() {
        return (UserTransaction) jndiService().locate("java:comp/UserTransaction");
    }
}
