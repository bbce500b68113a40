package dewey.conversations;

import dewey.database.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.UUID;

/** Reads a page of any length as rows, of which the driver holds a few at once; in any transaction, also that of a replica. */
final class StreamedPage {
    private StreamedPage() {}

    /** The page, as {@link Reading#page} would give it. */
    static ConversationPage read(Connection connection, String tenant, UUID id, int fromTurn, int limit, long maxBytes)
            throws SQLException {
        Conversation conversation = conversation(connection, tenant, id);
        try (PreparedStatement messages = Jdbc.prepare(connection, ShortPage.MESSAGES)) {
            messages.setFetchSize(Reading.FETCH_SIZE);
            messages.setObject(1, id);
            messages.setInt(2, fromTurn);
            // one more than asked for: its turn is where the next page begins
            messages.setInt(3, limit == Integer.MAX_VALUE ? limit : limit + 1);
            try (Rows rows = new Rows(messages.executeQuery())) {
                return Reading.stretch(conversation, rows, limit, maxBytes);
            } catch (Rows.Broken e) {
                throw e.cause;
            }
        }
    }

    private static Conversation conversation(Connection connection, String tenant, UUID id) throws SQLException {
        try (PreparedStatement conversation = Jdbc.prepare(connection, ShortPage.CONVERSATION)) {
            conversation.setObject(1, id);
            conversation.setString(2, tenant);
            try (ResultSet row = conversation.executeQuery()) {
                if (!row.next()) {
                    throw Conversations.notFound();
                }
                return Conversation.of(row);
            }
        }
    }

    /** The messages of a result, read when they are asked for. */
    private static final class Rows implements Iterator<Message>, AutoCloseable {
        private final ResultSet row;
        private boolean isNext;

        Rows(ResultSet row) throws SQLException {
            this.row = row;
            isNext = row.next();
        }

        @Override
        public boolean hasNext() {
            return isNext;
        }

        @Override
        public Message next() {
            if (!isNext) {
                throw new NoSuchElementException();
            }
            try {
                Message message = Message.of(row);
                isNext = row.next();
                return message;
            } catch (SQLException e) {
                throw new Broken(e);
            }
        }

        @Override
        public void close() throws SQLException {
            row.close();
        }

        /** An iterator can throw no checked exception. */
        private static final class Broken extends RuntimeException {
            private static final long serialVersionUID = 1L;
            private final transient SQLException cause;

            Broken(SQLException cause) {
                super(cause);
                this.cause = cause;
            }
        }
    }
}
