package dewey.search;

import java.util.Locale;

/** Something that a query wants or does not want to find. */
record Term(Kind kind, String text) {
    enum Kind {
        /** One word, or several that must follow each other. */
        WORDS,
        /** The beginning of a word. */
        PREFIX
    }

    static Term words(String text) {
        return new Term(Kind.WORDS, text);
    }

    static Term prefix(String text) {
        return new Term(Kind.PREFIX, text.toLowerCase(Locale.ROOT));
    }
}
