package dewey.transports;

import java.util.Optional;

/** A JSON text on one line, as MCP's stdio transport needs it: line ends between tokens become spaces, which mean the same. */
public final class OneLine {
    private OneLine() {}

    /** Empty when a string holds a raw line end: that is no JSON, and would reach the process as two messages. */
    static Optional<String> of(String text) {
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return Optional.of(text);
        }
        char[] line = text.toCharArray();
        boolean inString = false;
        boolean escaped = false;
        for (int i = 0; i < line.length; i++) {
            char c = line[i];
            if (c == '\n' || c == '\r') {
                if (inString) {
                    return Optional.empty();
                }
                line[i] = ' ';
            } else if (escaped) {
                escaped = false;
            } else if (inString && c == '\\') {
                escaped = true;
            } else if (c == '"') {
                inString = !inString;
            }
        }
        return Optional.of(new String(line));
    }
}
