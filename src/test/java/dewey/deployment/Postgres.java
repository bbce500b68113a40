package dewey.deployment;

import dewey.launcher.UnicodeLocale;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that can be stopped and started again: same port, same data. */
public final class Postgres implements AutoCloseable {
    private final int port;
    private final Path data;
    private EmbeddedPostgres running;

    Postgres(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    /** Starts it, unless it runs. */
    public void start() {
        if (running != null) {
            return;
        }
        try {
            running = UnicodeLocale.of(EmbeddedPostgres.builder())
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setServerConfig("max_connections", "60")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it as an administrator does: sessions are ended, nothing that was committed is lost. */
    public void stop() {
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running = null;
        }
    }

    /** The first column of the first row, as text. */
    public String ask(String query) throws SQLException {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** A connection of the test's own, for what must stay open. */
    public Connection connect() throws SQLException {
        return running.getPostgresDatabase().getConnection();
    }

    public void execute(String command) throws SQLException {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
