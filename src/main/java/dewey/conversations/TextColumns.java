package dewey.conversations;

import dewey.database.SqlArray;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** What messages consist of that goes to the database as text, in the order in which the statements that insert many name it. */
final class TextColumns {
    /** Role, author, content, blocks, metadata, external_id. */
    private static final List<Function<NewMessage, String>> COLUMNS = List.of(
            message -> message.role().wireName(),
            message -> StorableText.encode(message.author()),
            message -> StorableText.encode(message.content()),
            message -> message.blocks() == null ? null : StoredJson.text(message.blocks()),
            message -> StoredJson.text(message.metadata().value()),
            message -> StorableText.encode(message.externalId()));

    private TextColumns() {}

    /**
     * Sets a parameter for each column, an array of what each message has there.
     *
     * @param first the first of these parameters
     * @return the next parameter
     */
    static int set(Connection connection, PreparedStatement statement, int first, List<NewMessage> messages)
            throws SQLException {
        int parameter = first;
        for (Function<NewMessage, String> column : COLUMNS) {
            statement.setArray(
                    parameter++, SqlArray.ofTexts(connection, messages.stream().map(column)));
        }
        return parameter;
    }
}
