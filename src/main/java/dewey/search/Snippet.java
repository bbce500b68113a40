package dewey.search;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The parts of a content that match, as people see them in a list: plain text with « and » around what does. */
final class Snippet {
    private static final int LENGTH = 240;
    private static final int BEFORE = 80;

    /** What is left of the spelling of {@link dewey.database.StorableText} where a snippet cuts through it. */
    private static final Pattern CUT_SPELLING = Pattern.compile("\uFDD0[0-9a-f]{0,4}");

    private Snippet() {}

    /**
     * @param headline as PostgreSQL made it; it marks nothing of what its parser does not take for words, as the parts of a path or of a
     *     sentence without spaces
     * @param needles what to look for then, in lower case, the longest first
     */
    static String of(String headline, String content, List<String> needles) {
        return headline.contains("«")
                ? CUT_SPELLING.matcher(headline).replaceAll("\uFFFD")
                : marked(content, needles, headline);
    }

    private static String marked(String content, List<String> needles, String otherwise) {
        String lower = content.toLowerCase(Locale.ROOT);
        // in a few languages a letter has another length in lower case: then places in the one are none in the other
        String needle = lower.length() != content.length()
                ? null
                : needles.stream().filter(lower::contains).findFirst().orElse(null);
        if (needle == null) {
            return CUT_SPELLING.matcher(otherwise).replaceAll("\uFFFD");
        }
        int from = Math.max(0, lower.indexOf(needle) - BEFORE);
        int to = Math.min(content.length(), from + LENGTH);
        boolean[] marks = new boolean[to - from + 1];
        for (String each : needles) {
            for (int at = lower.indexOf(each, from);
                    at >= 0 && at + each.length() <= to;
                    at = lower.indexOf(each, at + 1)) {
                java.util.Arrays.fill(marks, at - from, at - from + each.length(), true);
            }
        }
        StringBuilder snippet = new StringBuilder();
        for (int i = from; i <= to; i++) {
            boolean isMarked = marks[i - from];
            boolean wasMarked = i > from && marks[i - from - 1];
            snippet.append(isMarked && !wasMarked ? "«" : "").append(wasMarked && !isMarked ? "»" : "");
            if (i < to) {
                snippet.append(content.charAt(i));
            }
        }
        return snippet.toString();
    }
}
