package dewey.search;

/**
 * What the index is asked for: one lexeme, the beginning of some, or several that follow each other.
 *
 * @param tsquery in the spelling that PostgreSQL itself gave it, so that it can be read back
 * @param isLexeme whether it is just one lexeme, of which the index holds how often it stands in a message
 */
record Unit(String tsquery, boolean isLexeme) {
    /** As the table of frequencies knows it; null when it is not one lexeme. */
    String lexeme() {
        return isLexeme ? tsquery.substring(1, tsquery.length() - 1).replace("''", "'") : null;
    }
}
