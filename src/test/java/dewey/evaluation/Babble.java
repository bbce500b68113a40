package dewey.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sentences without meaning in which words are as frequent as in a language: a third of all are the fifty that every sentence needs,
 * and of the rest the n-th most frequent stands n times less often than the first (Zipf), out of {@value #WORDS}.
 */
final class Babble {
    private static final int WORDS = 60_000;
    private static final String[] SYLLABLES = {
        "ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "lan", "mer", "tor",
        "sin", "gal"
    };
    private static final String[] SMALL =
            ("the of and to in is you that it he was for on are as with his they at be this have from or"
                            + " one had by but not what all were we when your can said there use an each which she do how their if will up")
                    .split(" ");

    private final Random random;

    Babble(long seed) {
        random = new Random(seed);
    }

    String sentence(int words) {
        List<String> sentence = new ArrayList<>(words);
        for (int i = 0; i < words; i++) {
            sentence.add(random.nextInt(3) == 0 ? SMALL[random.nextInt(SMALL.length)] : word());
        }
        return String.join(" ", sentence);
    }

    /** As long as what people say to each other: 23 words in the mean, as in the conversations of LoCoMo. */
    String turn() {
        return sentence((int) Math.min(100, 3 + Math.exp(2.8 + 0.6 * random.nextGaussian())));
    }

    /** As long as what people and models say: most short, a few long. */
    String message() {
        return sentence((int) Math.min(600, 3 + Math.exp(3.5 + 0.8 * random.nextGaussian())));
    }

    /** About something: four to seven words that mean something, among others. */
    String question() {
        return "what did " + sentence(6 + random.nextInt(5)) + "?";
    }

    private String word() {
        // the inverse of a distribution by 1/rank
        return named((int) Math.pow(WORDS, random.nextDouble()));
    }

    private static String named(int rank) {
        StringBuilder name = new StringBuilder();
        for (int rest = rank + SYLLABLES.length; rest > 0; rest /= SYLLABLES.length) {
            name.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return name.toString();
    }

    Random random() {
        return random;
    }
}
