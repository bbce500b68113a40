package dewey.transcripts;

import dewey.conversations.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Counts what happens in an import. Of long lists it keeps the beginning. */
final class Tally {
    private static final int MAX_CONVERSATIONS = 1_000;
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_INVALID_LINES = 100;

    private final List<UUID> conversations = new ArrayList<>();
    private int conversationCount;
    private final List<UUID> messageIds = new ArrayList<>();
    private int rows;
    private int stored;
    private int completed;
    private int duplicates;
    private int firstTurn = Integer.MAX_VALUE;
    private int lastTurn;
    private final List<InvalidLine> invalidLines = new ArrayList<>();
    private long invalidLineCount;

    int row() {
        return ++rows;
    }

    void conversation(UUID id) {
        if (conversationCount++ < MAX_CONVERSATIONS) {
            conversations.add(id);
        }
    }

    void stored(Appended message) {
        if (stored++ < MAX_MESSAGES) {
            messageIds.add(message.messageId());
        }
        firstTurn = Math.min(firstTurn, message.turnNumber());
        lastTurn = Math.max(lastTurn, message.turnNumber());
    }

    void duplicate() {
        duplicates++;
    }

    /** So many of the duplicates had something new. */
    void completed(int count) {
        completed += count;
        duplicates -= count;
    }

    void refuse(long line, String reason) {
        if (invalidLineCount++ < MAX_INVALID_LINES) {
            invalidLines.add(new InvalidLine(line, reason));
        }
    }

    Optional<InvalidLine> firstInvalid() {
        return invalidLines.stream().findFirst();
    }

    boolean isEmpty() {
        return conversationCount == 0;
    }

    int messages() {
        return stored + completed + duplicates;
    }

    ImportReport report(String format) {
        return new ImportReport(
                format,
                conversations,
                conversationCount,
                stored,
                completed,
                duplicates,
                stored > MAX_MESSAGES ? List.of() : messageIds,
                stored > 0 ? OptionalInt.of(firstTurn) : OptionalInt.empty(),
                stored > 0 ? OptionalInt.of(lastTurn) : OptionalInt.empty(),
                invalidLines,
                invalidLineCount);
    }
}
