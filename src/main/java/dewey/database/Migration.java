package dewey.database;

import dewey.config.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

/**
 * Brings the schema up to date when the application starts; when that fails, the deployment fails with the reason.
 *
 * <p>A servlet listener, because on every server it runs before the first request is let in and its exception stops the deployment;
 * WildFly's microprofile profile has no EJB.
 */
@WebListener
public class Migration implements ServletContextListener {
    @Resource(lookup = "java:comp/env/jdbc/dewey")
    private DataSource dataSource;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private Settings settings;

    @Inject
    private TenantLock lock;

    @Inject
    private Replica replica;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        replica.open();
        Schema schema = new Schema(
                dataSource,
                settings.database().startupTimeout(),
                new Partitions(settings.database().partitions()),
                lock);
        FutureTask<Void> update = new FutureTask<>(schema::update, null);
        // a thread of its own, short-lived: Liquibase leaves a ThreadLocal behind, which would hold this application's
        // classes
        threads.newThread(update).start();
        try {
            update.get();
        } catch (InterruptedException e) {
            update.cancel(true);
            Thread.currentThread().interrupt();
            throw new MigrationFailed("the start was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MigrationFailed failed ? failed : new MigrationFailed(reason(e));
        }
    }

    private static String reason(ExecutionException e) {
        return Schema.reason(e.getCause());
    }
}
