package dewey.search;

import dewey.search.Neighbourhoods.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How well a turn answers, given what was said around it.
 *
 * <p>Of each word of the query the best place counts: the turn itself, or, for less, a turn nearby. So a turn is found for what it says,
 * and what it leaves unsaid because it was said just before is made up for ("Which one?" – "The red one"), but words that neighbours
 * repeat gain it nothing. Who spoke counts for that turn alone. Last, all of a conversation gain a little by its best turn.
 *
 * <p>Measured on questions about long dialogues (LoCoMo, docs/search.md), the weights of neighbours and of the conversation, K1 and B lie
 * on plateaus.
 */
final class Scoring {
    /** Saturation: how little a second occurrence adds. The value of Anserini for passages; Lucene's 1.2 is for longer texts. */
    private static final double K1 = 0.9;

    /** How much a long text must hold more. From the same source; Lucene has 0.75. */
    private static final double B = 0.4;

    /** So many occurrences in what was said does the name of who said it count. */
    private static final double SPEAKER = 3;

    /** What a word counts that stands one turn, or two turns, away. */
    private static final double[] NEARBY = {1, 0.7, 0.4};

    /** The share of the best turn's score that goes to all of its conversation. */
    private static final double PRIOR = 0.2;

    private record Place(UUID conversationId, int turn) {}

    private final List<Weighted> units;
    private final List<Turn> turns;
    private final Map<Place, double[]> spoken = new HashMap<>();
    private final double averageLength;

    private Scoring(List<Weighted> units, List<Turn> turns) {
        this.units = units;
        this.turns = turns;
        averageLength = turns.stream().mapToInt(Turn::length).average().orElse(1);
        for (Turn turn : turns) {
            spoken.put(new Place(turn.conversationId(), turn.turn()), scores(turn.inContent(), turn.length()));
        }
    }

    /** The hits among the turns with their scores, in no order. */
    static List<Ranked> rank(List<Weighted> units, List<Turn> turns) {
        return new Scoring(units, turns).hits();
    }

    private List<Ranked> hits() {
        Map<UUID, Double> best = new HashMap<>();
        Map<Turn, Double> scores = new HashMap<>();
        for (Turn turn : turns) {
            if (turn.isHit()) {
                double score = score(turn);
                scores.put(turn, score);
                best.merge(turn.conversationId(), score, Math::max);
            }
        }
        List<Ranked> hits = new ArrayList<>();
        scores.forEach((turn, score) -> hits.add(new Ranked(turn.conversationId(), turn.turn(), turn.id(), (float)
                (1 + score + PRIOR * best.get(turn.conversationId())))));
        return hits;
    }

    private double score(Turn turn) {
        double[] occurrences = turn.inContent().clone();
        for (int i = 0; i < occurrences.length; i++) {
            occurrences[i] += turn.isSpeaker()[i] ? SPEAKER : 0;
        }
        double[] best = scores(occurrences, turn.length());
        for (int distance = 1; distance < NEARBY.length; distance++) {
            raise(best, spoken.get(new Place(turn.conversationId(), turn.turn() - distance)), NEARBY[distance]);
            raise(best, spoken.get(new Place(turn.conversationId(), turn.turn() + distance)), NEARBY[distance]);
        }
        double sum = 0;
        for (double one : best) {
            sum += one;
        }
        return sum;
    }

    private static void raise(double[] best, double[] nearby, double factor) {
        for (int i = 0; nearby != null && i < best.length; i++) {
            best[i] = Math.max(best[i], factor * nearby[i]);
        }
    }

    /** BM25, unit by unit. */
    private double[] scores(double[] occurrences, int length) {
        double norm = K1 * (1 - B + B * length / averageLength);
        double[] scores = new double[occurrences.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = units.get(i).weight() * occurrences[i] * (K1 + 1) / (occurrences[i] + norm);
        }
        return scores;
    }
}
