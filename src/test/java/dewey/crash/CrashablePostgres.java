package dewey.crash;

import dewey.launcher.UnicodeLocale;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL that keeps what it has committed, and that can be killed and started again on the same port and data. */
public final class CrashablePostgres implements AutoCloseable {
    private static final int ATTEMPTS = 60;

    private final int port;
    private final Path data;
    private EmbeddedPostgres running;

    public CrashablePostgres(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    public void start() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                running = UnicodeLocale.of(EmbeddedPostgres.builder())
                        .setPort(port)
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "60")
                        .start();
                return;
            } catch (IOException | IllegalStateException e) {
                // the sessions of the one that was killed take a moment to notice
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** Stops it as an administrator does. */
    public void stop() throws IOException {
        running.close();
    }

    /** SIGKILL to all of it. */
    public void kill() throws IOException, InterruptedException {
        Optional<ProcessHandle> postmaster = ProcessHandle.of(Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip()));
        if (postmaster.isPresent()) {
            List<ProcessHandle> sessions = postmaster.get().children().toList();
            postmaster.get().destroyForcibly();
            sessions.forEach(ProcessHandle::destroyForcibly);
            while (postmaster.get().isAlive()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        // gives back the lock that the library holds on the directory; there is nothing left to stop
        running.close();
    }

    /** The first column of the first row, as text. */
    public String ask(String query) throws SQLException {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    @Override
    public void close() throws IOException {
        if (running != null) {
            running.close();
        }
    }
}
