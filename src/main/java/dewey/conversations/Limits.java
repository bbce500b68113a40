package dewey.conversations;

import dewey.config.Settings;
import dewey.database.StorableText;
import dewey.refusals.Refused;
import java.util.List;

/**
 * How much one call may store. What is over a limit is refused with both numbers, never cut.
 *
 * @param maxContentBytes largest content of one message in UTF-8 bytes; as large as that may be its blocks as JSON
 * @param maxMetadataBytes largest metadata, as JSON in UTF-8 bytes with numbers written without exponent
 * @param maxMetadataDepth deepest nesting of metadata; a flat object has depth 1
 * @param maxBulkMessages most messages in one bulk
 */
public record Limits(int maxContentBytes, int maxMetadataBytes, int maxMetadataDepth, int maxBulkMessages) {

    public static Limits of(Settings.Conversations settings) {
        return new Limits(
                settings.maxContentBytes(),
                settings.maxMetadataBytes(),
                settings.maxMetadataDepth(),
                settings.maxBulkMessages());
    }

    public void check(NewConversation conversation) {
        check(conversation.metadata());
    }

    public void check(NewMessage message) {
        within(maxContentBytes, "content", StorableText.utf8Length(message.content()));
        if (message.blocks() != null) {
            // the array, and the block that is its item
            within(maxContentBytes, "content", JsonSize.of(message.blocks(), "content", maxMetadataDepth + 2));
        }
        check(message.metadata());
    }

    /** Refuses an empty or too long bulk, and the first message that is over a limit by its place: {@code messages[3].content}. */
    public void check(List<NewMessage> messages) {
        if (messages.isEmpty()) {
            throw Refused.invalid("messages", "is empty; it must hold at least one message");
        }
        within(maxBulkMessages, "messages", messages.size(), "messages");
        for (int i = 0; i < messages.size(); i++) {
            NewMessage message = messages.get(i);
            if (message == null) {
                throw Refused.invalid("messages[" + i + "]", "is null");
            }
            try {
                check(message);
            } catch (Refused e) {
                throw e.inside("messages[" + i + "]");
            }
        }
    }

    void check(Metadata metadata) {
        if (metadata.value().isEmpty()) {
            return;
        }
        within(maxMetadataBytes, "metadata", JsonSize.of(metadata.value(), "metadata", maxMetadataDepth));
    }

    private static void within(int limit, String field, long bytes) {
        within(limit, field, bytes, "bytes");
    }

    private static void within(int limit, String field, long size, String unit) {
        if (size > limit) {
            throw Refused.tooLarge(field, size, limit, unit);
        }
    }
}
