package dewey.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A file of SQL that is run as a whole, and not by Liquibase: it finds out by itself what is to be done. */
record Script(String name) {
    void run(Connection connection) throws SQLException {
        try (InputStream file = Script.class.getClassLoader().getResourceAsStream(name);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
