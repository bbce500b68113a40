package dewey.json;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Walks over the members of a JSON text, whatever their depth, and tells where their values are written. What is no JSON is walked
 * over as far as it looks like some: nothing is refused.
 */
public final class Members {
    /** As deep as members are told; what is nested deeper is passed over. */
    private static final int MAX_DEPTH = 512;

    private final String text;
    private final Visitor visitor;
    /** For each open object or array, the path of what is in it; an array adds nothing to the path. */
    private final Deque<Path> open = new ArrayDeque<>();

    private Path next = Path.ROOT;
    private int at;

    /**
     * Where a member stands.
     *
     * @param name as it is written, without quotes
     * @param length of the whole path as text
     */
    public record Path(Path parent, String name, int length) {
        static final Path ROOT = new Path(null, "", 0);

        private static final int LONGEST = 500;

        Path(Path parent, String name) {
            this(parent, name, parent.length + 1 + name.length());
        }

        /** The names from the outermost member on, joined by dots; of a very long path only dots and its end. */
        @Override
        public String toString() {
            if (length > LONGEST) {
                return "…" + name.substring(0, Math.min(name.length(), LONGEST));
            }
            return parent == null || parent == ROOT ? name : parent + "." + name;
        }
    }

    /** Told of each value that is a string, a number or another plain token, and of where it is written, quotes included. */
    @FunctionalInterface
    public interface Visitor {
        void value(Path path, int from, int to);
    }

    private Members(String text, Visitor visitor) {
        this.text = text;
        this.visitor = visitor;
    }

    public static void walk(String text, Visitor visitor) {
        new Members(text, visitor).walk();
    }

    private void walk() {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> string();
                case '{', '[' -> enter();
                case '}', ']' -> leave();
                case ',' -> {
                    at++;
                    next = inside();
                }
                case ' ', '\t', '\n', '\r', ':' -> at++;
                default -> plain();
            }
        }
    }

    private void string() {
        int from = at;
        at = endOfString(text, from);
        if (isName()) {
            next = new Path(inside(), text.substring(from + 1, at - 1));
        } else {
            visitor.value(next, from, at);
        }
    }

    private boolean isName() {
        int after = at;
        while (after < text.length() && " \t\n\r".indexOf(text.charAt(after)) >= 0) {
            after++;
        }
        return after < text.length() && text.charAt(after) == ':';
    }

    /** The place behind the closing quote; the end of the text when there is none. */
    static int endOfString(String text, int from) {
        int quote = text.indexOf('"', from + 1);
        while (quote >= 0) {
            int backslashes = 0;
            while (text.charAt(quote - 1 - backslashes) == '\\') {
                backslashes++;
            }
            if (backslashes % 2 == 0) {
                return quote + 1;
            }
            quote = text.indexOf('"', quote + 1);
        }
        return text.length();
    }

    private void enter() {
        at++;
        if (open.size() < MAX_DEPTH) {
            open.push(next);
        }
    }

    private void leave() {
        at++;
        open.poll();
        next = inside();
    }

    private Path inside() {
        Path place = open.peek();
        return place == null ? Path.ROOT : place;
    }

    private void plain() {
        int from = at;
        while (at < text.length() && ",:]}[{\" \t\n\r".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        visitor.value(next, from, at);
    }
}
