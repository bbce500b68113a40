package dewey.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query, read: a message matches when it holds one of the wanted terms, one of each group of the required, and none of the unwanted.
 *
 * <ul>
 *   <li>words: a bag, of which the rare ones weigh most
 *   <li>{@code "several words"}: required, one after the other
 *   <li>{@code "one thing" OR other}: one of them is required
 *   <li>{@code -word}, {@code -"several words"}: unwanted
 *   <li>{@code begin*}: words that begin so
 *   <li>{@code role:user author:"Ada" session:s-1 after:2024-05-01 before:2025}: filters ({@link QueryFilter})
 * </ul>
 *
 * <p>A name such as {@code snake_case}, {@code camelCase} or {@code src/Main.java} is wanted as a whole and in its parts. Every text can
 * be read: what is neither letter nor digit only divides, a quote without its partner is skipped, a filter that makes no sense is words,
 * and what is over the bounds is left out.
 */
record QueryText(List<Term> wanted, List<List<Term>> required, List<Term> unwanted, List<Filter> filters) {
    /** The first this many different terms are looked for: more cost time and tell no more. */
    static final int MAX_TERMS = 64;

    /** In PostgreSQL a word of more than 2,046 bytes in a query is an error. */
    private static final int MAX_WORD_LENGTH = 300;

    private static final Pattern TOKEN = Pattern.compile(
            "(?<minus>-?)(?:(?<key>role|author|session|before|after):(?=[^\\s]))?(?:\"(?<quoted>[^\"]*)\"|(?<word>[^\\s\"]+))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTES = Pattern.compile("[“”„«»]");
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\\p{Cntrl}\\p{Cn}\\p{Cs}\\p{Z}]+");
    private static final Pattern UNWANTED = Pattern.compile("[\\p{L}\\p{N}].*");
    private static final Pattern DIVIDER = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern HUMP =
            Pattern.compile("(?<=[\\p{Ll}\\p{Nd}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    QueryText {
        wanted = List.copyOf(wanted);
        required = required.stream().map(List::copyOf).toList();
        unwanted = List.copyOf(unwanted);
        filters = List.copyOf(filters);
    }

    static QueryText read(String text) {
        Reader reader = new Reader();
        Matcher token = TOKEN.matcher(
                QUOTES.matcher(UNSPEAKABLE.matcher(text).replaceAll(" ")).replaceAll("\""));
        while (token.find()) {
            reader.take(token);
        }
        return reader.read();
    }

    /** Whether there is anything to look for. */
    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** The terms of one word as it was typed. */
    private static List<Term> termsOf(String word) {
        List<Term> terms = new ArrayList<>();
        if (word.endsWith("*") && DIVIDER.split(word).length == 1) {
            add(terms, Term.prefix(word.substring(0, word.length() - 1)));
            return terms;
        }
        String[] parts = DIVIDER.split(word);
        if (parts.length > 1 && word.codePoints().noneMatch(UnspacedScript::has)) {
            add(terms, Term.words(word));
        }
        for (String part : parts) {
            String[] humps = HUMP.split(part);
            if (humps.length > 1) {
                add(terms, Term.words(part));
            }
            for (String hump : humps) {
                UnspacedScript.pieces(hump).forEach(piece -> add(terms, Term.words(piece)));
            }
        }
        return terms;
    }

    private static void add(List<Term> terms, Term term) {
        boolean isWordy = term.text().codePoints().anyMatch(Character::isLetterOrDigit);
        boolean isTooLong = DIVIDER.splitAsStream(term.text()).anyMatch(word -> word.length() > MAX_WORD_LENGTH);
        boolean isPlainPrefix =
                term.kind() != Term.Kind.PREFIX || !DIVIDER.matcher(term.text()).find();
        if (isWordy && !isTooLong && isPlainPrefix) {
            terms.add(term);
        }
    }

    private static final class Reader {
        private final Set<Term> wanted = new LinkedHashSet<>();
        private final Set<Term> unwanted = new LinkedHashSet<>();
        private final List<List<Term>> required = new ArrayList<>();
        private final List<Filter> filters = new ArrayList<>();
        private final List<Term> alternatives = new ArrayList<>();
        private boolean isAlternative;
        private boolean isRequired;

        void take(Matcher token) {
            boolean isUnwanted = !token.group("minus").isEmpty();
            String quoted = token.group("quoted");
            String word = token.group("word");
            String key = token.group("key");
            if (key != null && !isUnwanted) {
                String value = quoted == null ? word : quoted;
                Filter filter = QueryFilter.read(key.toLowerCase(Locale.ROOT), value);
                if (filter != null) {
                    filters.add(filter);
                    return;
                }
            }
            if (key != null && word != null) {
                word = key + ":" + word;
            }
            if (quoted != null) {
                List<Term> phrase = new ArrayList<>();
                add(phrase, Term.words(quoted));
                take(isUnwanted, phrase, true);
            } else if ("OR".equals(word)) {
                isAlternative = !alternatives.isEmpty();
            } else if (isUnwanted && UNWANTED.matcher(word).matches()) {
                List<Term> whole = new ArrayList<>();
                add(whole, Term.words(word));
                take(true, whole, false);
            } else {
                take(false, termsOf(word), false);
            }
        }

        private void take(boolean isUnwanted, List<Term> terms, boolean isQuoted) {
            if (isUnwanted) {
                keep(unwanted, terms);
            } else if (!terms.isEmpty()) {
                if (!isAlternative) {
                    endOfGroup();
                }
                isAlternative = false;
                isRequired |= isQuoted;
                alternatives.addAll(terms);
                keep(wanted, terms);
            }
        }

        private void endOfGroup() {
            if (isRequired && required.size() < MAX_TERMS) {
                required.add(List.copyOf(alternatives.subList(0, Math.min(MAX_TERMS, alternatives.size()))));
            }
            alternatives.clear();
            isRequired = false;
        }

        private static void keep(Set<Term> all, List<Term> more) {
            more.stream().limit(Math.max(0, MAX_TERMS - all.size())).forEach(all::add);
        }

        QueryText read() {
            endOfGroup();
            if (wanted.isEmpty()) {
                // whoever asks for an author alone wants to see what that one said
                filters.stream()
                        .filter(filter -> filter.author() != null)
                        .forEach(filter -> keep(wanted, termsOf(filter.author())));
            }
            return new QueryText(new ArrayList<>(wanted), required, new ArrayList<>(unwanted), filters);
        }
    }
}
