package dewey.search;

/**
 * A unit of a query and what it weighs.
 *
 * @param holding how many messages hold it
 * @param weight its inverse document frequency, as in Lucene's BM25
 */
record Weighted(Unit unit, long holding, double weight) {
    /** What ts_rank says of a lexeme that stands in a message once: 6 / pi². */
    static final double ONCE = 6 / (Math.PI * Math.PI);

    static Weighted of(Unit unit, long holding, long messages) {
        long all = Math.max(messages, holding);
        return new Weighted(unit, holding, Math.log(1 + (all - holding + 0.5) / (holding + 0.5)));
    }

    /** SQL for how often the unit stands in a vector, in the measure of ts_rank; its parameter is the unit's tsquery. */
    String frequency(String vector) {
        return frequency(vector, "{1,1,1,1}");
    }

    /** The same by what stands there: the weights are of content, of nothing, of the role and of who spoke. */
    String frequency(String vector, String weights) {
        // PostgreSQL does not rank phrases by how often they are there
        return unit.isLexeme()
                ? "ts_rank('" + weights + "'::real[], " + vector + ", ?::tsquery)"
                : "(CASE WHEN " + vector + " @@ ?::tsquery THEN " + ONCE + " ELSE 0 END)";
    }

    /**
     * How often a lexeme stands in a message of which ts_rank says {@code rank}: that is the sum of 1/1, 1/4, 1/9 … over its
     * occurrences, over pi²/6.
     */
    static double occurrences(double rank) {
        if (rank <= 0) {
            return 0;
        }
        // the rest of the sum after n terms is about 1 / (n + 1/2)
        double rest = (1 - rank) / ONCE;
        return rest <= 0 ? MOST_OCCURRENCES : Math.min(MOST_OCCURRENCES, Math.max(1, Math.rint(1 / rest - 0.5)));
    }

    /** A tsvector knows of no more places of one lexeme. */
    private static final double MOST_OCCURRENCES = 255;
}
