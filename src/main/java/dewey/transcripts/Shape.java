package dewey.transcripts;

import dewey.formats.ChatGpt;
import dewey.formats.ClaudeAi;
import dewey.formats.ClaudeCode;
import dewey.formats.DeweyExport;
import dewey.formats.Format;
import dewey.formats.PlainMessages;
import dewey.formats.Row;
import dewey.refusals.Refused;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What a file holds, told by its content and never by its name.
 *
 * @param container how its rows are separated
 * @param format how its rows are to be read; null for an array of messages, which is stored whole or not at all
 */
record Shape(Container container, Format format) {
    private static final int ZIP = 'P' << 8 | 'K';
    private static final int GZIP = 0x1f8b;

    enum Container {
        /** A JSON value on each line. */
        LINES,
        /** JSON values in one array, or one after the other on as many lines as they like. */
        ELEMENTS
    }

    /** @param fileName what names the file in all its versions, for formats that name no conversation */
    static Shape of(TranscriptFile file, String fileName, int maxItemBytes) throws IOException {
        refusePacked(file);
        boolean array = firstByte(file) == '[' && !isLinesOfValues(file, maxItemBytes, true);
        boolean object = !array && firstByte(file) == '{' && !isLinesOfValues(file, maxItemBytes, false);
        if (array || object && isReadable(new Elements(file.fromStart(), maxItemBytes), maxItemBytes)) {
            return elements(file, fileName, maxItemBytes, array);
        }
        return new Shape(Container.LINES, format(new Lines(file.fromStart(), maxItemBytes), fileName, maxItemBytes));
    }

    Items items(TranscriptFile file, int maxItemBytes) throws IOException {
        return container == Container.LINES
                ? new Lines(file.fromStart(), maxItemBytes)
                : new Elements(file.fromStart(), maxItemBytes);
    }

    private static Shape elements(TranscriptFile file, String fileName, int maxItemBytes, boolean array)
            throws IOException {
        Items items = new Elements(file.fromStart(), maxItemBytes);
        Optional<JsonValue> first = firstRow(items, maxItemBytes).map(Row::value);
        boolean plain = array && first.map(value -> !isOfAnotherProgram(value)).orElse(true);
        return new Shape(
                Container.ELEMENTS,
                plain ? null : format(new Elements(file.fromStart(), maxItemBytes), fileName, maxItemBytes));
    }

    private static boolean isOfAnotherProgram(JsonValue first) {
        return ChatGpt.isMeant(first)
                || ClaudeAi.isMeant(first)
                || DeweyExport.isMeant(first)
                || ClaudeCode.isMeant(first) && !PlainMessages.areMeant(first);
    }

    /** By the first row that can be read; what is of no other program is taken for rows of Claude Code, which has many kinds of them. */
    private static Format format(Items items, String fileName, int maxItemBytes) throws IOException {
        Optional<Row> first = firstRow(items, maxItemBytes);
        if (first.isPresent()) {
            JsonValue value = first.get().value();
            if (DeweyExport.isMeant(value)) {
                return new DeweyExport();
            }
            if (ChatGpt.isMeant(value)) {
                return new ChatGpt();
            }
            if (ClaudeAi.isMeant(value)) {
                return new ClaudeAi();
            }
            if (PlainMessages.areMeant(value)) {
                return new PlainMessages(fileName);
            }
        }
        return claudeCode(items, first, maxItemBytes);
    }

    /** Reads as far as to the first row that names its session; a file that names none is read to its end. */
    private static Format claudeCode(Items items, Optional<Row> first, int maxItemBytes) throws IOException {
        for (Optional<Row> row = first; row.isPresent(); row = firstRow(items, maxItemBytes)) {
            Optional<String> session = ClaudeCode.session(row.get());
            if (session.isPresent()) {
                return new ClaudeCode(
                        session.get(), ClaudeCode.sessionId(row.get()).orElse(null));
            }
        }
        return new ClaudeCode(first.map(ClaudeCode::id).orElse(""), null);
    }

    /** The next row that can be read. */
    private static Optional<Row> firstRow(Items items, int maxItemBytes) throws IOException {
        for (Optional<Item> item = items.next(); item.isPresent(); item = items.next()) {
            try {
                return Optional.of(item.get().row(maxItemBytes));
            } catch (Item.Unreadable e) {
                // is reported when it is imported
            }
        }
        return Optional.empty();
    }

    private static boolean isReadable(Items items, int maxItemBytes) throws IOException {
        Optional<Item> first = items.next();
        try {
            return first.isPresent() && first.get().row(maxItemBytes) != null;
        } catch (Item.Unreadable e) {
            return false;
        }
    }

    /** A line may be an array; but then it ends on its line, and another row follows. */
    private static boolean isLinesOfValues(TranscriptFile file, int maxItemBytes, boolean andMore) throws IOException {
        Lines lines = new Lines(file.fromStart(), maxItemBytes);
        return isReadable(lines, maxItemBytes) && (!andMore || lines.next().isPresent());
    }

    private static int firstByte(TranscriptFile file) throws IOException {
        Buffer buffer = new Buffer(file.fromStart(), 0);
        int b = buffer.peek();
        while (b >= 0 && b <= ' ') {
            buffer.skip();
            b = buffer.peek();
        }
        if (b < 0) {
            throw Refused.invalid("messages_file", "names an empty file");
        }
        return b;
    }

    private static void refusePacked(TranscriptFile file) throws IOException {
        InputStream in = file.fromStart();
        int magic = in.read() << 8 | in.read();
        if (magic == ZIP || magic == GZIP) {
            throw Refused.invalid(
                    "messages_file",
                    "is packed; unpack it and import what is inside (of an export, conversations.json)");
        }
    }
}
