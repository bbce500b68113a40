package dewey.admin;

import dewey.database.TenantLock;
import dewey.http.McpExchanges;
import dewey.threads.Shutdown;
import dewey.websocket.OpenSockets;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Ready: the application is not stopping, and the database answers. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {
    private static final int PATIENCE_SECONDS = 2;
    /** Health is asked often; the database need not be asked each time. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Inject
    private OpenSockets sockets;

    @Inject
    private McpExchanges http;

    @Inject
    private TenantLock tenantLock;

    @Inject
    private Shutdown shutdown;

    @Resource(lookup = "java:comp/env/jdbc/dewey")
    private DataSource database;

    private boolean answered;
    private long askedAt = System.nanoTime() - KEEP_NANOS;

    /** Made with the application: WildFly asks on a thread of its management, which could not find the database by its name. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @Override
    public HealthCheckResponse call() {
        boolean draining = shutdown.isAnnounced();
        boolean up = databaseAnswers();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("dewey");
        if (!up || draining) {
            response.withData("reason", draining ? "the server is stopping" : "the database does not answer");
        }
        return response.status(up && !draining)
                .withData("database", up ? "up" : "down")
                .withData("row_level_security", tenantLock.isInForce() ? "on" : "off")
                .withData("accepting", !draining)
                .withData("open_sockets", sockets.count())
                .withData("open_http_requests", http.openRequests())
                .withData("http_sessions", http.openSessions())
                .build();
    }

    private synchronized boolean databaseAnswers() {
        if (System.nanoTime() - askedAt >= KEEP_NANOS) {
            answered = ask();
            askedAt = System.nanoTime();
        }
        return answered;
    }

    private boolean ask() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(PATIENCE_SECONDS);
        } catch (SQLException away) {
            return false;
        }
    }
}
