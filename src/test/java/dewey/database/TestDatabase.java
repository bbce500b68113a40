package dewey.database;

import dewey.launcher.UnicodeLocale;
import dewey.metrics.Meters;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL with Dewey's schema, one for all tests of a JVM, and {@link Transactions} on it without a container.
 *
 * <p>Tests keep out of each other's way by a {@link #tenant} of their own.
 */
public final class TestDatabase {
    private static final class Running {
        static final Path LOG = newLog();
        static final TenantLock LOCK = new TenantLock();
        static final EmbeddedPostgres SERVER = start();
        static final DataSource POOL = pool("postgres");
        static final EntityManagerFactory ENTITIES = entities(POOL);
    }

    /** All tests pass whatever this is: {@code -Ddewey.test.partitions=8}. */
    private static final Partitions PARTITIONS =
            new Partitions(Integer.getInteger("dewey.test.partitions", Partitions.AS_THEY_ARE));

    private TestDatabase() {}

    /** Transactions with the retries that {@link Attempts} has in the container. */
    public static Transactions transactions() {
        return transactions(Running.ENTITIES, Running.POOL);
    }

    /** Transactions on a database of the same server, which is made for it: with the messages in so many tables. */
    public static Transactions transactions(int tables) {
        String database = database(tables);
        execute("CREATE DATABASE " + database);
        DataSource dataSource = pool(database);
        new Schema(dataSource, Duration.ofSeconds(30), new Partitions(tables), Running.LOCK).update();
        return transactions(entities(dataSource), dataSource);
    }

    private static String database(int tables) {
        return "in_" + tables;
    }

    /** For what needs to be outside of any transaction, in the database of {@link #transactions(int)}. */
    public static void execute(int tables, String sql) {
        execute(unpooled(database(tables)), sql);
    }

    /** The first column of every row in that database, as text. */
    public static List<String> query(int tables, String sql) {
        return query(unpooled(database(tables)), sql);
    }

    /** Without a pool, and with options of PostgreSQL's for each session. */
    public static Transactions transactions(String options) {
        PGSimpleDataSource dataSource = unpooled("postgres");
        dataSource.setOptions(options);
        return transactions(entities(dataSource), dataSource);
    }

    static Transactions transactions(EntityManagerFactory entities, DataSource dataSource) {
        return transactions(new LocalAttempts(new LocalAttempt(entities)), Running.LOCK, dataSource, null);
    }

    static Transactions transactions(Attempts attempts) {
        return transactions(attempts, Running.LOCK, Running.POOL, null);
    }

    /** @param replica null when there is none */
    static Transactions transactions(Attempts attempts, TenantLock lock, DataSource dataSource, DataSource replica) {
        OneStatement primary = new OneStatement(dataSource);
        return new Transactions(attempts, lock, primary, new Replica(primary, new Meters(), replica));
    }

    /** A way to the database that is closed until it is opened, and may be closed again. */
    public static Forwarder forwarder() {
        try {
            return new Forwarder(port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Transactions that go by that way. */
    public static Transactions transactions(Forwarder forwarder) {
        PGSimpleDataSource dataSource = unpooled("postgres");
        dataSource.setPortNumbers(new int[] {forwarder.port()});
        return transactions(entities(dataSource), dataSource);
    }

    /** The name of a tenant that no other test uses. */
    public static String tenant() {
        return "tenant-" + UUID.randomUUID();
    }

    /** Connections from the pool that {@link #transactions} uses. */
    public static DataSource dataSource() {
        return Running.POOL;
    }

    /** A connection in a transaction that is bound to a tenant, as those of {@link #transactions} are. */
    public static Connection connection(String tenant) throws SQLException {
        Connection connection = dataSource().getConnection();
        connection.setAutoCommit(false);
        Running.LOCK.entry(tenant).make(connection);
        return connection;
    }

    /** Connections to a database of the same server, each a new one. */
    static PGSimpleDataSource unpooled(String database) {
        return (PGSimpleDataSource) Running.SERVER.getDatabase("postgres", database);
    }

    /** What the server logs. */
    public static Path log() {
        return Running.LOG;
    }

    /** Transactions whose every statement leaves its plan in the {@link #log}. */
    public static Transactions explained() {
        PGSimpleDataSource dataSource = unpooled("postgres");
        dataSource.setOptions("-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0");
        return transactions(entities(dataSource), dataSource);
    }

    static int port() {
        return Running.SERVER.getPort();
    }

    /** Entities on another way to the database, for instance one that breaks. */
    static EntityManagerFactory entities(DataSource dataSource) {
        return Persistence.createEntityManagerFactory(
                "dewey",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.nonJtaDataSource", dataSource,
                        "jakarta.persistence.jtaDataSource", dataSource));
    }

    public static void execute(String sql) {
        execute(dataSource(), sql);
    }

    static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of every row, as text. */
    public static List<String> query(String sql) {
        return query(dataSource(), sql);
    }

    static List<String> query(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (row.next()) {
                column.add(row.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Path newLog() {
        try {
            Path log = Files.createTempFile("dewey-postgresql", ".log");
            log.toFile().deleteOnExit();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = UnicodeLocale.of(EmbeddedPostgres.builder())
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setServerConfig("pg_stat_statements.track_planning", "on")
                    .setServerConfig("max_connections", "100")
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(Running.LOG.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(Running.LOG.toFile()))
                    .start();
            DataSource dataSource = server.getPostgresDatabase();
            new Schema(dataSource, Duration.ofSeconds(30), PARTITIONS, Running.LOCK).update();
            execute(dataSource, "CREATE EXTENSION pg_stat_statements");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("deprecation") // too simple for a server, just right here: it drops connections that broke
    private static DataSource pool(String database) {
        org.postgresql.ds.PGPoolingDataSource pool = new org.postgresql.ds.PGPoolingDataSource();
        pool.setPortNumbers(new int[] {Running.SERVER.getPort()});
        pool.setDatabaseName(database);
        pool.setUser("postgres");
        pool.setMaxConnections(20);
        return pool;
    }
}
