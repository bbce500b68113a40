package dewey.jsonrpc;

import java.util.List;

/** What one text holds: a message, or a batch of them (JSON-RPC 2.0 §6). */
public sealed interface Incoming {

    record Single(Message message) implements Incoming {}

    /** At least one message, in the order of the text. */
    record Batch(List<Message> messages) implements Incoming {
        public Batch {
            messages = List.copyOf(messages);
        }
    }
}
