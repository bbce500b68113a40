package dewey.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Values of a column as an array that a statement takes apart with {@code unnest}.
 *
 * <p>PostgreSQL's driver looks at the type of the Java array: what is a {@code String[]} or an {@code Integer[]} goes in binary, what is
 * an {@code Object[]} is escaped character by character, and taken apart so again by PostgreSQL.
 */
public final class SqlArray {
    private SqlArray() {}

    /** @param values as PostgreSQL can store them ({@link StorableText}); may hold null */
    public static Array ofTexts(Connection connection, Stream<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    public static Array ofIntegers(Connection connection, Stream<Integer> values) throws SQLException {
        return connection.createArrayOf("int4", values.toArray(Integer[]::new));
    }

    public static Array ofUuids(Connection connection, Stream<UUID> values) throws SQLException {
        return connection.createArrayOf("uuid", values.toArray());
    }
}
