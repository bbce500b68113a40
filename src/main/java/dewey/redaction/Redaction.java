package dewey.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dewey.json.Escapes;
import dewey.json.Members;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes secrets out of a text before it is stored anywhere, in time linear to its length.
 *
 * <p>Members are found in JSON of any depth, in arrays, under names written with escapes, and in JSON that is a string inside of
 * JSON, as in the text blocks of tools. Of an object under a secret name, its own members decide. Base64 is not looked into.
 */
public final class Redaction {
    static final String MARK = "***";
    /** What stands for a place that only a pattern knows. */
    static final String PATTERN = "(pattern)";

    /** JSON in a string in JSON, and once more. */
    private static final int MAX_NESTING = 3;

    private static final int MAX_PLACES = 50;

    private final Secrets secrets;

    /**
     * A text without its secrets.
     *
     * @param places what was taken out: the paths of members, and {@link #PATTERN}; not all when they are very many
     */
    public record Redacted(String text, Set<String> places) {}

    public Redaction(Secrets secrets) {
        this.secrets = secrets;
    }

    public Redacted redact(String text) {
        Set<String> places = new TreeSet<>();
        String withoutMembers = withoutMembers(text, "", 1, places);
        return new Redacted(withoutPatterns(withoutMembers, places), places);
    }

    private String withoutMembers(String text, String inside, int nesting, Set<String> places) {
        if (text.indexOf('"') < 0) {
            return text;
        }
        Edited edited = new Edited(text);
        Backslashes backslashes = new Backslashes(text);
        Members.walk(text, (path, from, to) -> {
            boolean quoted = text.charAt(from) == '"';
            if (secrets.isSecret(path) && (quoted || isNumber(text.charAt(from)))) {
                edited.replace(from, to, '"' + MARK + '"');
                note(places, inside + path);
            } else if (quoted && nesting < MAX_NESTING && backslashes.holdQuote(from + 1, to - 1)) {
                String inner = Escapes.decoded(text.substring(from + 1, to - 1));
                String clean = withoutMembers(inner, inside + path + ".", nesting + 1, places);
                if (!clean.equals(inner)) {
                    edited.replace(from, to, '"' + Escapes.written(clean) + '"');
                }
            }
        });
        return edited.text();
    }

    private static boolean isNumber(char c) {
        return c == '-' || c >= '0' && c <= '9';
    }

    private String withoutPatterns(String text, Set<String> places) {
        String clean = text;
        // a mark has no letters of any pattern: what the text does not hold now, it will not hold later
        for (Pattern pattern : secrets.patterns().in(text)) {
            Matcher match = pattern.matcher(clean);
            if (!match.find()) {
                continue;
            }
            Edited edited = new Edited(clean);
            int group = match.groupCount() > 0 ? 1 : 0;
            do {
                if (match.start(group) >= 0 && match.end(group) > match.start(group)) {
                    edited.replace(match.start(group), match.end(group), MARK);
                    note(places, PATTERN);
                }
            } while (match.find());
            clean = edited.text();
        }
        return clean;
    }

    private static void note(Set<String> places, String place) {
        if (places.size() < MAX_PLACES) {
            places.add(place);
        }
    }

    /** A text with some of its parts replaced, from the left to the right. */
    private static final class Edited {
        private final String original;
        private StringBuilder edited;
        private int copied;

        Edited(String original) {
            this.original = original;
        }

        void replace(int from, int to, String replacement) {
            if (edited == null) {
                edited = new StringBuilder(original.length());
            }
            edited.append(original, copied, from).append(replacement);
            copied = to;
        }

        String text() {
            return edited == null
                    ? original
                    : edited.append(original, copied, original.length()).toString();
        }
    }
}
