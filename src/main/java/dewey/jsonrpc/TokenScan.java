package dewey.jsonrpc;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonString;

/** Walks over the tokens of a JSON text and skips what it is not asked for, fast. Used by one thread. */
final class TokenScan {
    private final String text;
    private int at;

    TokenScan(String text) {
        this.text = text;
    }

    /** The next character that is no white space; 0 at the end. */
    char peek() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        return 0;
    }

    void take(char expected) throws NotJson {
        if (!takeIf(expected)) {
            throw new NotJson();
        }
    }

    boolean takeIf(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** A string with its quotes, as it is written. */
    String string() throws NotJson {
        if (peek() != '"') {
            throw new NotJson();
        }
        int from = at;
        skipString();
        return text.substring(from, at);
    }

    /** A value as it is written; of an object or an array only its first character. */
    String value() throws NotJson {
        char first = peek();
        if (first == '"') {
            return string();
        }
        int from = at;
        if (first == '{' || first == '[') {
            skipStructure();
            return text.substring(from, from + 1);
        }
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw new NotJson();
        }
        return text.substring(from, at);
    }

    private void skipStructure() throws NotJson {
        int depth = 0;
        do {
            if (at >= text.length()) {
                throw new NotJson();
            }
            char c = text.charAt(at);
            if (c == '"') {
                skipString();
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
    }

    private void skipString() throws NotJson {
        int quote = at;
        do {
            quote = text.indexOf('"', quote + 1);
            if (quote < 0) {
                throw new NotJson();
            }
        } while (isEscaped(quote));
        at = quote + 1;
    }

    private boolean isEscaped(int quote) {
        int backslashes = 0;
        while (text.charAt(quote - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** What a string token stands for. */
    static String decoded(String token) throws NotJson {
        if (token.indexOf('\\') < 0) {
            return token.substring(1, token.length() - 1);
        }
        try {
            return ((JsonString) JsonText.read(token)).getString();
        } catch (InvalidJson e) {
            throw new NotJson();
        }
    }

    /** The same string token, with only those characters escaped that must be. */
    static String respelled(String token) throws NotJson {
        return JsonText.quote(decoded(token));
    }

    /** The text breaks off, or is no JSON where it was looked at. */
    static final class NotJson extends Exception {
        NotJson() {
            super(null, null, false, false);
        }
    }
}
