package dewey.json;

/**
 * How much a JSON text may hold. Found by one look over its characters, before anything is built of it: of 16 MiB of text one can
 * build a thousand megabytes of values.
 *
 * @param depth deepest nesting
 * @param nameLength longest name of a member, in characters as they are written
 * @param numberLength longest number likewise
 * @param values how many values, members and elements in all
 */
public record JsonBounds(int depth, int nameLength, int numberLength, int values) {
    /** Far beyond real texts, far below what a thread's stack holds: the provider recurses once per level. */
    static final JsonBounds ANY_TEXT =
            new JsonBounds(JsonText.MAX_DEPTH, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Of one message from the network. A bulk of 10,000 messages with ten values each has 100,000. */
    public static final JsonBounds MESSAGE = new JsonBounds(JsonText.MAX_DEPTH, 8_192, 1_100, 500_000);

    /** Thrown for a text that may well be JSON, and is too much of it. */
    public static final class Exceeded extends InvalidJson {
        Exceeded(String message) {
            super(message, null);
        }
    }

    /**
     * Looks at all of {@code text}. What is no JSON is the parser's to say, but for what follows a whole object or array: that the parser
     * would tell by an exception when there is nothing.
     */
    void check(String text) throws InvalidJson {
        int level = 0;
        // elements and members: one at each beginning, and one behind each comma; what is empty counts as one
        int found = 0;
        int from = 0;
        int string = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (level <= 0 && found > 0 && !isWhiteSpace(c)) {
                throw new InvalidJson("more than one JSON value", null);
            }
            switch (c) {
                case '"' -> {
                    int end = end(text, i);
                    string = end - i - 1;
                    i = end;
                }
                case '{', '[' -> {
                    checkLevel(++level);
                    checkValues(++found);
                }
                case '}', ']' -> {
                    checkNumber(i - from);
                    level--;
                }
                case ',' -> {
                    checkNumber(i - from);
                    checkValues(++found);
                }
                case ':' -> checkName(string);
                case ' ', '\n', '\r', '\t' -> checkNumber(i - from);
                default -> {
                    // part of a number or of a word, which goes on
                    continue;
                }
            }
            from = i + 1;
        }
        checkNumber(text.length() - from);
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private void checkLevel(int level) throws Exceeded {
        if (level > depth) {
            throw new Exceeded("nested deeper than " + depth + " levels");
        }
    }

    private void checkValues(int found) throws Exceeded {
        if (found > values) {
            throw new Exceeded("JSON of more than " + values + " values");
        }
    }

    private void checkNumber(int length) throws Exceeded {
        if (length > numberLength) {
            throw new Exceeded("JSON with a number of more than " + numberLength + " characters");
        }
    }

    private void checkName(int length) throws Exceeded {
        if (length > nameLength) {
            throw new Exceeded("JSON with a name of more than " + nameLength + " characters");
        }
    }

    /** Where the string that begins at {@code quote} ends; the last character when it does not. */
    private static int end(String text, int quote) {
        int i = quote + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, text.length() - 1);
    }
}
