package dewey.transcripts;

import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What an import did.
 *
 * @param format how the file was read
 * @param conversationIds the first thousand conversations that hold its messages now, be they new or continued
 * @param conversationCount how many there are in all, at least one
 * @param stored messages that are new
 * @param completed messages that were there and have more rows of the file now
 * @param duplicates messages that were there already
 * @param messageIds the ids of what was stored, in the order of the file; none when they are more than ten thousand
 * @param firstTurn lowest turn that was stored; empty when nothing was
 * @param lastTurn highest turn that was stored; empty when nothing was
 * @param invalidLines the first hundred rows that could not be stored
 * @param invalidLineCount how many there are in all
 */
public record ImportReport(
        String format,
        List<UUID> conversationIds,
        int conversationCount,
        int stored,
        int completed,
        int duplicates,
        List<UUID> messageIds,
        OptionalInt firstTurn,
        OptionalInt lastTurn,
        List<InvalidLine> invalidLines,
        long invalidLineCount) {
    public ImportReport {
        conversationIds = List.copyOf(conversationIds);
        messageIds = List.copyOf(messageIds);
        invalidLines = List.copyOf(invalidLines);
    }

    /** The first conversation; of most files the only one. */
    public UUID conversationId() {
        return conversationIds.get(0);
    }
}
