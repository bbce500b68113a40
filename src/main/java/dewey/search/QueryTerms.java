package dewey.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query, read: a message matches when it holds one of the wanted terms and none of the unwanted.
 *
 * <p>A term is a word, or several {@code "between quotes"} that must follow each other; {@code -} before it makes it unwanted.
 * A name such as {@code snake_case} or {@code src/Main.java} is wanted as a whole and in its parts. Every text can be read: what
 * is neither letter nor digit only divides, a quote without its partner is skipped, and what is over the bounds is left out.
 */
record QueryTerms(List<String> wanted, List<String> unwanted) {
    /** The first this many different terms are looked for: more cost time and tell no more. */
    static final int MAX_TERMS = 64;

    /** In PostgreSQL a word of more than 2,046 bytes in a query is an error. */
    private static final int MAX_WORD_LENGTH = 300;

    private static final Pattern TERM = Pattern.compile("(-?)\"([^\"]*)\"|([^\\s\"]+)");
    private static final Pattern QUOTES = Pattern.compile("[“”„«»]");
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\\p{Cntrl}\\p{Cn}\\p{Cs}\\p{Z}]+");
    private static final Pattern UNWANTED_WORD = Pattern.compile("-[\\p{L}\\p{N}].*");
    private static final Pattern SLASH = Pattern.compile("[/\\\\]+");
    private static final Pattern DIVIDER = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    QueryTerms {
        wanted = List.copyOf(wanted);
        unwanted = List.copyOf(unwanted);
    }

    static QueryTerms read(String text) {
        String plain = QUOTES.matcher(UNSPEAKABLE.matcher(text).replaceAll(" ")).replaceAll("\"");
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> unwanted = new LinkedHashSet<>();
        Matcher term = TERM.matcher(plain);
        while (term.find()) {
            String word = term.group(3);
            if (word == null) {
                add(term.group(1).isEmpty() ? wanted : unwanted, List.of(term.group(2)));
            } else if (UNWANTED_WORD.matcher(word).matches()) {
                add(unwanted, List.of(word.substring(1)));
            } else {
                add(wanted, withParts(word));
            }
        }
        return new QueryTerms(new ArrayList<>(wanted), new ArrayList<>(unwanted));
    }

    /** The default parser of PostgreSQL keeps a path in one piece, and finds it only in the same piece. */
    private static List<String> withParts(String word) {
        List<String> terms = new ArrayList<>(List.of(word));
        // host and file names, which the parser knows when they stand alone
        terms.addAll(List.of(SLASH.split(word)));
        String[] parts = DIVIDER.split(word);
        if (parts.length > 1) {
            terms.addAll(List.of(parts));
        }
        return terms;
    }

    private static void add(Set<String> terms, List<String> more) {
        for (String term : more) {
            boolean isWordy = term.codePoints().anyMatch(Character::isLetterOrDigit);
            boolean isTooLong = List.of(term.split(" ")).stream().anyMatch(word -> word.length() > MAX_WORD_LENGTH);
            if (isWordy && !isTooLong && terms.size() < MAX_TERMS) {
                terms.add(term);
            }
        }
    }
}
