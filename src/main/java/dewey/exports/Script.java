package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import java.time.Instant;

/** How conversations are written. An implementation holds no state: each part is written by itself, whatever was written before. */
interface Script {
    void begin(Instant now, StringBuilder out);

    void conversation(Conversation conversation, StringBuilder out);

    /** Whether messages are written at all; a list of conversations has none. */
    default boolean hasMessages() {
        return true;
    }

    void message(Message message, StringBuilder out);

    /** After the last message of a conversation. */
    void endOfConversation(StringBuilder out);

    void end(StringBuilder out);
}
