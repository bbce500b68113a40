package dewey.transcripts;

import dewey.conversations.Limits;
import dewey.conversations.NewMessage;
import dewey.refusals.Refused;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One import of a file with a row on each line, in batches of one transaction each.
 *
 * <p>Its memory is bounded by one batch, one line, and what is noted of each row to report it and to recognise equal ones. When
 * it breaks off, what was stored stays: the same import again adds the rest.
 */
final class LinesImport {
    static final int MAX_REPORTED_LINES = 100;

    /** About 150 bytes are remembered for each row; real sessions have some ten thousand. */
    private static final int MAX_ROWS = 1_000_000;

    static final int BATCH_ROWS = 200;
    private static final long BATCH_BYTES = 4L << 20;

    private final Shape.Rows rows;
    private final Target target;
    private final Limits limits;
    private final int maxLineBytes;

    private final RowIds ids = new RowIds();
    private final List<NewMessage> batch = new ArrayList<>();
    private final Stored stored;
    private long batchBytes;
    private long bytes;
    private int rowCount;
    private final List<InvalidLine> invalidLines = new ArrayList<>();
    private long invalidLineCount;

    /** Is told after each batch, how many bytes and rows are done. */
    @FunctionalInterface
    interface Stored {
        void upTo(long bytes, int rows);
    }

    LinesImport(Shape.Rows rows, Target target, Limits limits, int maxLineBytes, Stored stored) {
        this.rows = rows;
        this.target = target;
        this.limits = limits;
        this.maxLineBytes = maxLineBytes;
        this.stored = stored;
    }

    ImportReport run(Lines lines) throws IOException {
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            take(line.get());
        }
        flush();
        if (rowCount == 0) {
            InvalidLine first = invalidLines.get(0);
            throw Refused.invalid("messages_file", "holds no message: line " + first.line() + " " + first.reason());
        }
        return target.report(invalidLines, invalidLineCount);
    }

    private void take(Line line) {
        bytes += line.size() + 1L; // and its end
        try {
            JsonValue row = JsonLine.read(line, maxLineBytes);
            NewMessage message = rows == Shape.Rows.PLAIN ? plain(row, line) : claudeCode(row, line);
            limits.check(message);
            batch.add(message);
        } catch (JsonLine.Unreadable | Refused e) {
            refuse(line, e.getMessage());
            return;
        }
        if (++rowCount > MAX_ROWS) {
            throw Refused.invalid("messages_file", "has more than " + MAX_ROWS + " rows; split it into several files");
        }
        batchBytes += line.size();
        if (batch.size() >= BATCH_ROWS || batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    private NewMessage claudeCode(JsonValue row, Line line) {
        ClaudeCodeRow claudeCode = new ClaudeCodeRow(row);
        target.suggestTitle(claudeCode::title);
        return claudeCode.message(line.number(), ids.of(claudeCode.uuid(), line.bytes()));
    }

    private NewMessage plain(JsonValue row, Line line) {
        NewMessage message = PlainMessage.read(row);
        return message.externalId() == null ? message.identifiedBy(ids.of(Optional.empty(), line.bytes())) : message;
    }

    private void refuse(Line line, String reason) {
        invalidLineCount++;
        if (invalidLines.size() < MAX_REPORTED_LINES) {
            invalidLines.add(new InvalidLine(line.number(), reason));
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            target.append(List.copyOf(batch));
            batch.clear();
            batchBytes = 0;
            stored.upTo(bytes, rowCount);
        }
    }
}
