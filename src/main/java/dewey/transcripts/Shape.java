package dewey.transcripts;

import dewey.refusals.Refused;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What a file holds, told by its content and never by its name.
 *
 * @param rows how its rows are to be read
 * @param conversation what names the conversation of a Claude Code file in every version of that file
 * @param sessionId the session of a Claude Code file
 */
record Shape(Rows rows, Optional<String> conversation, Optional<String> sessionId) {
    enum Rows {
        /** One JSON array of messages. */
        ARRAY,
        /** A message on each line. */
        PLAIN,
        /** Anything else with a JSON value on each line. */
        CLAUDE_CODE
    }

    static Shape of(TranscriptFile file, int maxLineBytes) throws IOException {
        if (startsWithBracket(file) && !isLinesOfArrays(file, maxLineBytes)) {
            return new Shape(Rows.ARRAY, Optional.empty(), Optional.empty());
        }
        return ofLines(new Lines(file.fromStart(), maxLineBytes), maxLineBytes);
    }

    /** Reads as far as to the first row that names its session; a file that names none is read to its end. */
    private static Shape ofLines(Lines lines, int maxLineBytes) throws IOException {
        Optional<String> firstRow = Optional.empty();
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            Optional<JsonValue> row = readable(line.get(), maxLineBytes);
            if (row.isEmpty()) {
                continue;
            }
            if (firstRow.isEmpty() && PlainMessage.isMeant(row.get())) {
                return new Shape(Rows.PLAIN, Optional.empty(), Optional.empty());
            }
            ClaudeCodeRow claudeCode = new ClaudeCodeRow(row.get());
            if (claudeCode.session().isPresent()) {
                return new Shape(Rows.CLAUDE_CODE, claudeCode.session(), claudeCode.sessionId());
            }
            if (firstRow.isEmpty()) {
                firstRow = Optional.of(
                        new RowIds().of(claudeCode.uuid(), line.get().bytes()));
            }
        }
        return new Shape(Rows.CLAUDE_CODE, firstRow, Optional.empty());
    }

    private static Optional<JsonValue> readable(Line line, int maxLineBytes) {
        try {
            return Optional.of(JsonLine.read(line, maxLineBytes));
        } catch (JsonLine.Unreadable e) {
            return Optional.empty();
        }
    }

    private static boolean startsWithBracket(TranscriptFile file) throws IOException {
        byte[] start = new byte[1 << 16];
        InputStream in = file.fromStart();
        for (int count = in.read(start); count > 0; count = in.read(start)) {
            for (int i = 0; i < count; i++) {
                byte b = start[i];
                boolean skipped =
                        b <= ' ' && b >= 0 || List.of(0xef, 0xbb, 0xbf).contains(b & 0xff);
                if (!skipped) {
                    return b == '[';
                }
            }
        }
        throw Refused.invalid("messages_file", "names an empty file");
    }

    /** A row may be an array; but then it ends on its line, and another row follows. */
    private static boolean isLinesOfArrays(TranscriptFile file, int maxLineBytes) throws IOException {
        Lines lines = new Lines(file.fromStart(), maxLineBytes);
        Optional<Line> first = lines.next();
        return first.isPresent()
                && readable(first.get(), maxLineBytes).isPresent()
                && lines.next().isPresent();
    }
}
