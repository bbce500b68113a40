package dewey.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a changelog, as it is in this WAR, has been applied as a whole. A start that finds so need not begin with Liquibase, which
 * takes seconds to find that there is nothing to do.
 *
 * <p>It is remembered as the comment of Liquibase's own table: a digest of the changelog's files, and one of the table's rows. Where
 * either is another, or there is no comment, as in a dump without comments, Liquibase looks for itself.
 */
record AppliedChangelog(String changelog) {
    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final Pattern INCLUDED = Pattern.compile("<include\\s+file=\"([^\"]+)\"");

    private static final String TABLE = "SELECT to_regclass('databasechangelog') IS NOT NULL";
    private static final String COMMENT = "SELECT obj_description(to_regclass('databasechangelog'), 'pg_class')";
    private static final String ROWS =
            """
            SELECT md5(string_agg(concat_ws('|', id, author, filename, md5sum, exectype), ';' ORDER BY filename, author, id))
              FROM databasechangelog""";

    boolean isIn(Connection connection) throws SQLException {
        return "t".equals(text(connection, TABLE)) && stamp(connection).equals(text(connection, COMMENT));
    }

    /** After Liquibase has applied it. A role that may not do so pays with the time of the next start. */
    void rememberIn(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON TABLE databasechangelog IS '" + stamp(connection) + "'");
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "that the schema is up to date cannot be noted: {0}", Schema.reason(e));
        }
    }

    private String stamp(Connection connection) throws SQLException {
        MessageDigest files = sha256();
        digest(changelog, files);
        return "dewey " + HexFormat.of().formatHex(files.digest()) + " " + text(connection, ROWS);
    }

    private static void digest(String name, MessageDigest files) {
        try (InputStream file = AppliedChangelog.class.getClassLoader().getResourceAsStream(name)) {
            byte[] bytes = file.readAllBytes();
            files.update(name.getBytes(StandardCharsets.UTF_8));
            files.update(bytes);
            if (name.endsWith(".xml")) {
                Matcher included = INCLUDED.matcher(new String(bytes, StandardCharsets.UTF_8));
                while (included.find()) {
                    digest(name.substring(0, name.lastIndexOf('/') + 1) + included.group(1), files);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
