package dewey.conversations;

import dewey.database.TenantEntry;
import dewey.database.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads a page of few messages as rows, with one round trip to the database: both statements and what binds them to the tenant go
 * together, and need neither a transaction of the container nor an entity manager. {@link Reading} reads all other pages.
 */
final class ShortPage {
    /** How many messages are in memory at once: with the standard limits at most some 30 MiB. */
    static final int MOST = 24;

    static final String CONVERSATION =
            "SELECT " + Conversation.COLUMNS + " FROM conversations WHERE id = ? AND tenant = ?";
    static final String MESSAGES = "SELECT " + Message.COLUMNS
            + " FROM messages WHERE conversation_id = ? AND turn_number >= ? ORDER BY turn_number LIMIT ?";

    private ShortPage() {}

    /** The page, as {@link Reading#page} would give it; empty when it is longer. */
    static Optional<ConversationPage> read(
            Transactions transactions, String tenant, UUID id, int fromTurn, int limit, long maxBytes) {
        int rows = Math.min(limit, MOST) + 1;
        return transactions.readAtOnce(tenant, (connection, entry) -> {
            List<Message> messages = new ArrayList<>();
            Conversation conversation = read(connection, entry, id, fromTurn, rows, messages);
            ConversationPage page = Reading.stretch(conversation, messages.iterator(), limit, maxBytes);
            boolean mayGoOn = messages.size() == rows && page.nextTurn().isEmpty();
            return mayGoOn ? Optional.empty() : Optional.of(page);
        });
    }

    private static Conversation read(
            Connection connection, TenantEntry entry, UUID id, int fromTurn, int rows, List<Message> messages)
            throws SQLException {
        try (TenantEntry.First both = entry.prepare(connection, CONVERSATION, MESSAGES)) {
            PreparedStatement statement = both.statement();
            int parameter = both.before();
            statement.setObject(++parameter, id);
            statement.setString(++parameter, entry.tenant());
            statement.setObject(++parameter, id);
            statement.setInt(++parameter, fromTurn);
            statement.setInt(++parameter, rows);
            ResultSet found = both.executeQuery();
            if (!found.next()) {
                throw Conversations.notFound();
            }
            Conversation conversation = Conversation.of(found);
            for (ResultSet row = both.nextQuery(); row.next(); ) {
                messages.add(Message.of(row));
            }
            return conversation;
        }
    }
}
