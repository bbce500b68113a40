package dewey.search;

import java.util.Set;

/**
 * What the index is asked for: one lexeme, the beginning of some, or several that follow each other.
 *
 * @param tsquery in the spelling that PostgreSQL itself gave it, so that it can be read back
 * @param isLexeme whether it is just one lexeme, of which the index holds how often it stands in a message
 */
record Unit(String tsquery, boolean isLexeme) {
    /** Roles are in the vector, too (weight B), and whoever asks for "user name" does not mean all that users said. */
    private static final Set<String> ROLES = Set.of("'user'", "'assist'", "'system'", "'tool'");

    private static final String NOT_AS_ROLE = ":ACD";

    static Unit of(String tsquery, boolean isLexeme) {
        return new Unit(ROLES.contains(tsquery) ? tsquery + NOT_AS_ROLE : tsquery, isLexeme);
    }

    /** As the table of frequencies knows it; null when it is not one lexeme. */
    String lexeme() {
        return isLexeme ? tsquery.substring(1, tsquery.lastIndexOf('\'')).replace("''", "'") : null;
    }

    /** The tsquery of messages that it spoke; only of one lexeme. */
    String asSpeaker() {
        return tsquery.substring(0, tsquery.lastIndexOf('\'') + 1) + ":A";
    }
}
