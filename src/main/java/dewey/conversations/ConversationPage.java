package dewey.conversations;

import java.util.List;
import java.util.OptionalInt;

/**
 * A stretch of a conversation, in the order of turns.
 *
 * @param nextTurn where the following page begins; empty at the end
 */
public record ConversationPage(Conversation conversation, List<Message> messages, OptionalInt nextTurn) {
    public ConversationPage {
        messages = List.copyOf(messages);
    }
}
