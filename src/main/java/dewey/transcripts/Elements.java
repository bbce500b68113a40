package dewey.transcripts;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The items of a file that is one JSON array, or a sequence of JSON values over as many lines as they like.
 *
 * <p>Only looks where each begins and ends. Whether it is JSON is seen when it is read: one that is not, or is over the bound, does
 * not keep the others from being read, and none is held while the next is looked for. So an array of hundreds of megabytes takes
 * the memory of its largest item.
 */
final class Elements implements Items {
    private final Buffer buffer;
    private long number;
    private boolean begun;
    private boolean isArray;
    private boolean over;

    Elements(InputStream in, int maxItemBytes) throws IOException {
        buffer = new Buffer(in, maxItemBytes);
    }

    @Override
    public Optional<Item> next() throws IOException {
        skipSpace();
        if (!begun) {
            begun = true;
            isArray = buffer.peek() == '[';
            if (isArray) {
                buffer.skip();
                skipSpace();
                over = buffer.peek() == ']';
            }
        }
        if (over || buffer.peek() < 0) {
            return over ? rest() : Optional.empty();
        }
        Item item = read();
        skipSpace();
        separate();
        return Optional.of(item);
    }

    /** What stands behind the array, which nothing should. */
    private Optional<Item> rest() throws IOException {
        if (buffer.peek() == ']') {
            buffer.skip();
            skipSpace();
        }
        if (buffer.peek() < 0) {
            return Optional.empty();
        }
        buffer.begin();
        while (buffer.peek() >= 0) {
            buffer.skip();
        }
        return Optional.of(buffer.item(++number));
    }

    @Override
    public long position() {
        return buffer.position();
    }

    private Item read() throws IOException {
        buffer.begin();
        int depth = 0;
        boolean inString = false;
        for (int b = buffer.peek(); b >= 0; b = buffer.peek()) {
            if (inString) {
                inString = b != '"';
                if (b == '\\') {
                    buffer.skip();
                    buffer.peek();
                }
            } else if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (depth == 0 && ends(b)) {
                break;
            } else if (b == '}' || b == ']') {
                depth--;
            }
            buffer.skip();
            if (depth == 0 && (b == '}' || b == ']')) {
                break;
            }
        }
        return buffer.item(++number);
    }

    private boolean ends(int b) {
        return isArray ? b == ',' || b == ']' : isSpace(b);
    }

    /** After an item of an array comes a comma, or the end. What is neither is read as a further item, and refused as such. */
    private void separate() throws IOException {
        if (isArray && buffer.peek() == ',') {
            buffer.skip();
        } else if (isArray && buffer.peek() == ']') {
            over = true;
        }
    }

    private void skipSpace() throws IOException {
        while (isSpace(buffer.peek())) {
            buffer.skip();
        }
    }

    private static boolean isSpace(int b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
