package dewey.transcripts;

import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What an import did.
 *
 * @param conversationId the conversation that holds the messages now, be it new or continued
 * @param stored rows that became messages in this import
 * @param duplicates rows that were there already
 * @param messageIds the ids of what was stored, in the order of the file
 * @param firstTurn lowest turn that was stored; empty when nothing was
 * @param lastTurn highest turn that was stored; empty when nothing was
 * @param invalidLines the first {@value LinesImport#MAX_REPORTED_LINES} lines that could not be stored
 * @param invalidLineCount how many there are in all
 */
public record ImportReport(
        UUID conversationId,
        int stored,
        int duplicates,
        List<UUID> messageIds,
        OptionalInt firstTurn,
        OptionalInt lastTurn,
        List<InvalidLine> invalidLines,
        long invalidLineCount) {
    public ImportReport {
        messageIds = List.copyOf(messageIds);
        invalidLines = List.copyOf(invalidLines);
    }
}
