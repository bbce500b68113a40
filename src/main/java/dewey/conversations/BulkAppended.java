package dewey.conversations;

import java.util.List;

/** A conversation and where each of the messages given for it is stored, in the order given. */
public record BulkAppended(Conversation conversation, List<Appended> messages) {
    public BulkAppended {
        messages = List.copyOf(messages);
    }
}
