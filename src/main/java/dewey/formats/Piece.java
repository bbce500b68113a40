package dewey.formats;

import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import java.time.Instant;

/** What a row says, in the order of the transcript. */
public sealed interface Piece {
    /**
     * What follows is said in this conversation.
     *
     * @param updatedAt when something was last said in it; null when the transcript does not tell, or it means something else
     */
    record Opening(NewConversation conversation, Instant updatedAt) implements Piece {}

    /** A title for the conversation, should it have none. */
    record Titled(String title) implements Piece {}

    record Said(NewMessage message) implements Piece {}
}
