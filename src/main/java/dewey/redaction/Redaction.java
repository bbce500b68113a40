package dewey.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dewey.json.Escapes;
import dewey.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes secrets out of a text before it is stored anywhere, in time linear to its length.
 *
 * <p>Members are found in JSON of any depth, in arrays, under names written with escapes, and in JSON that is a string inside of
 * JSON, as in the text blocks of tools; patterns match what is meant, whichever escapes it is written with. What is around a secret stays as
 * it is written. Of an object under a secret name, its own members decide. Base64 is not looked into.
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
        Edited edited = new Edited(text);
        members(text, "", 1, edited::replace, places);
        return new Redacted(withoutPatterns(edited.text(), places), places);
    }

    /** Told what is to stand in place of a secret. */
    @FunctionalInterface
    private interface Replacement {
        void replace(int from, int to, String mark);
    }

    private void members(String text, String inside, int nesting, Replacement replacement, Set<String> places) {
        if (text.indexOf('"') < 0) {
            return;
        }
        Backslashes backslashes = new Backslashes(text);
        Members.walk(text, (path, from, to) -> {
            boolean quoted = text.charAt(from) == '"';
            boolean closed = quoted && isClosed(text, from, to);
            int end = closed ? to - 1 : to;
            boolean secret = secrets.isSecret(path);
            if (secret && closed) {
                // the quotes stay as they are written
                replacement.replace(from + 1, end, MARK);
                note(places, inside + path);
            } else if (secret && (quoted || isNumber(text.charAt(from)))) {
                replacement.replace(from, to, '"' + MARK + '"');
                note(places, inside + path);
            } else if (quoted && nesting < MAX_NESTING && backslashes.holdQuote(from + 1, end)) {
                Unescaped inner = new Unescaped(text.substring(from + 1, end), from + 1);
                members(
                        inner.text(),
                        inside + path + ".",
                        nesting + 1,
                        (first, last, mark) ->
                                replacement.replace(inner.written(first), inner.written(last), Escapes.written(mark)),
                        places);
            }
        });
    }

    /** Whether a string has its closing quote: it has none when the text is cut off. */
    private static boolean isClosed(String text, int from, int to) {
        int before = to - 2;
        while (before > from && text.charAt(before) == '\\') {
            before--;
        }
        return to - from > 1 && text.charAt(to - 1) == '"' && (to - before) % 2 == 0;
    }

    private static boolean isNumber(char c) {
        return c == '-' || c >= '0' && c <= '9';
    }

    private String withoutPatterns(String text, Set<String> places) {
        String clean = withoutHidden(text, places);
        // a mark has no letters of any pattern: what the text does not hold now, it will not hold later
        for (Pattern pattern : secrets.patterns().in(clean)) {
            Edited edited = new Edited(clean);
            matches(pattern, clean).forEach(secret -> takeOut(secret, edited, places));
            clean = edited.text();
        }
        return clean;
    }

    private String withoutHidden(String text, Set<String> places) {
        Edited edited = new Edited(text);
        hidden(text, 1).forEach(secret -> takeOut(secret, edited, places));
        return edited.text();
    }

    private static void takeOut(Span secret, Edited edited, Set<String> places) {
        edited.replace(secret.from(), secret.to(), MARK);
        note(places, PATTERN);
    }

    /** What the patterns find behind the escapes of the text, and behind escapes that are escaped themselves. */
    private List<Span> hidden(String text, int nesting) {
        if (nesting > MAX_NESTING || !Backslashes.hideLetters(text)) {
            return List.of();
        }
        Unescaped inner = new Unescaped(text, 0);
        List<Span> found = new ArrayList<>(hidden(inner.text(), nesting + 1));
        secrets.patterns().in(inner.text()).forEach(pattern -> found.addAll(matches(pattern, inner.text())));
        return Span.apart(found).stream()
                .map(secret -> new Span(inner.written(secret.from()), inner.written(secret.to())))
                .toList();
    }

    private static List<Span> matches(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        if (!match.find()) {
            return List.of();
        }
        List<Span> found = new ArrayList<>();
        int group = match.groupCount() > 0 ? 1 : 0;
        do {
            if (match.end(group) > match.start(group)) {
                found.add(new Span(Backslashes.before(match.start(group), text), match.end(group)));
            }
        } while (match.find());
        return found;
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
