package dewey.recording;

import dewey.conversations.Role;
import dewey.toollists.SeenTools;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** One line of a session's record, ready to be stored: secrets taken out, cut to size, answers paired with what they answer. */
sealed interface Line {
    UUID session();

    String tenant();

    /** About how many bytes it is. */
    default long weight() {
        return 0;
    }

    /** The session has begun: a conversation. */
    record Opened(UUID session, String tenant, String title, JsonObject metadata) implements Line {}

    /** Something went over it: a message. The sequence number makes it one, however often it is stored. */
    record Said(UUID session, String tenant, long sequence, Instant at, Role role, String content, JsonObject metadata)
            implements Line {
        @Override
        public long weight() {
            return content.length()
                    + (metadata.containsKey(Body.BYTES)
                            ? metadata.getString(Body.BYTES).length()
                            : 0L);
        }
    }

    /**
     * Something is known of the session: metadata.
     *
     * @param last nothing follows
     */
    record Noted(UUID session, String tenant, JsonObject members, boolean last) implements Line {}

    /** The server has told all of its tools. */
    record Listed(String tenant, SeenTools tools) implements Line {
        @Override
        public UUID session() {
            return tools.session();
        }
    }
}
