package dewey.bridge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds single values in a JSON text without making anything of the rest, which passes through as it is. What is no JSON is found
 * out only as far as it is in the way.
 */
final class JsonScan {
    /** As deep as anything that is looked for. */
    private static final int DEPTH = 3;

    private static final int MOST_NESTED = 500;

    private final String text;
    private final Map<List<String>, String> found = new HashMap<>();
    private int at;

    private JsonScan(String text) {
        this.text = text;
    }

    /**
     * The tokens of an object's members, by their paths: strings and numbers as they are written, and the first character of an object
     * or array.
     *
     * @throws IllegalArgumentException when this is no JSON
     */
    static Map<List<String>, String> members(String text) {
        JsonScan scan = new JsonScan(text);
        scan.value(List.of(), 0);
        scan.requireEnd();
        return scan.found;
    }

    /** Tells the text of each element of an array. */
    static void elements(String text, Consumer<String> element) {
        JsonScan scan = new JsonScan(text);
        scan.expect('[');
        if (scan.next() != ']') {
            do {
                scan.space();
                int begin = scan.at;
                scan.value(null, 0);
                element.accept(text.substring(begin, scan.at));
            } while (scan.separator(']'));
        } else {
            scan.at++;
        }
        scan.requireEnd();
    }

    /** What a string token says. */
    static String string(String token) {
        return new JsonScan(token).string();
    }

    private void value(List<String> path, int nested) {
        if (nested > MOST_NESTED) {
            throw wrong();
        }
        char first = next();
        int begin = at;
        if (first == '{') {
            object(path, nested);
        } else if (first == '[') {
            at++;
            if (next() == ']') {
                at++;
            } else {
                do {
                    value(null, nested + 1);
                } while (separator(']'));
            }
        } else if (first == '"') {
            skipString();
        } else {
            skipWord();
        }
        if (path != null && !path.isEmpty()) {
            boolean whole = first != '{' && first != '[';
            found.put(path, whole ? text.substring(begin, at) : Character.toString(first));
        }
    }

    private void object(List<String> path, int nested) {
        at++;
        if (next() == '}') {
            at++;
            return;
        }
        do {
            next();
            String name = path == null || path.size() >= DEPTH ? skipName() : string();
            expect(':');
            value(name == null ? null : append(path, name), nested + 1);
        } while (separator('}'));
    }

    private static List<String> append(List<String> path, String name) {
        String[] longer = path.toArray(new String[path.size() + 1]);
        longer[path.size()] = name;
        return List.of(longer);
    }

    private String skipName() {
        skipString();
        return null;
    }

    private String string() {
        next();
        int begin = at;
        skipString();
        String raw = text.substring(begin + 1, at - 1);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = raw.charAt(++i);
            switch (escape) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'u' -> {
                    if (i + 4 >= raw.length()) {
                        throw wrong();
                    }
                    plain.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> plain.append(escape);
            }
        }
        return plain.toString();
    }

    private void skipString() {
        expect('"');
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw wrong();
        }
        at++;
    }

    private void skipWord() {
        int begin = at;
        while (at < text.length() && ",]} \t\r\n:\"[{".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == begin) {
            throw wrong();
        }
    }

    /** Whether another element follows. */
    private boolean separator(char end) {
        char found = next();
        at++;
        if (found != ',' && found != end) {
            throw wrong();
        }
        return found == ',';
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw wrong();
        }
        at++;
    }

    private char next() {
        space();
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void requireEnd() {
        space();
        if (at < text.length()) {
            throw wrong();
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not JSON, seen at character " + at);
    }
}
