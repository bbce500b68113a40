package dewey.redaction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Tells which of some words a text holds, in one pass over it (Aho and Corasick, 1975). To search for one after the other took most of
 * the time that a recorded message cost.
 *
 * <p>Most of a text holds nothing, and is passed over in steps of two letters: wherever a word begins, one of two neighbouring steps
 * meets its first two letters or its second and third. Only from there on is letter after letter read.
 */
final class Words {
    static final int MOST = Long.SIZE;
    static final int SHORTEST = 3;

    private static final int LETTERS = 128;
    private static final int NONE = -1;

    /** The state that follows on each letter, one row a state. */
    private int[] next = new int[0];
    /** The words that end in each state, as bits. */
    private long[] found = new long[0];

    /** The pairs of letters that are the first and second, or the second and third, of a word. */
    private final boolean[] pairs = new boolean[LETTERS * LETTERS];

    private int states;

    /** @param words at most {@value #MOST}, of ASCII letters, at least {@value #SHORTEST} each */
    Words(List<String> words) {
        if (words.size() > MOST) {
            throw new IllegalArgumentException(words.size() + " words; at most " + MOST + " can be told apart");
        }
        addState();
        for (int i = 0; i < words.size(); i++) {
            add(words.get(i), 1L << i);
        }
        connect();
    }

    /** Bit {@code i} is set where the text holds word {@code i}. */
    long in(String text) {
        long all = 0;
        int read = 0;
        int at = 0;
        while (at + 1 < text.length()) {
            if (!isPair(text.charAt(at), text.charAt(at + 1))) {
                at += 2;
                continue;
            }
            int state = 0;
            // the pair may be the second and third letter; what has been read already is not read again
            int i = Math.max(at - 1, read);
            do {
                char letter = text.charAt(i++);
                state = letter < LETTERS ? next[state * LETTERS + letter] : 0;
                all |= found[state];
            } while (i < text.length() && (state != 0 || i <= at));
            read = i;
            at = i;
        }
        return all;
    }

    private boolean isPair(char first, char second) {
        return (first | second) < LETTERS && pairs[first * LETTERS + second];
    }

    private int addState() {
        next = Arrays.copyOf(next, (states + 1) * LETTERS);
        Arrays.fill(next, states * LETTERS, (states + 1) * LETTERS, NONE);
        found = Arrays.copyOf(found, states + 1);
        return states++;
    }

    private void add(String word, long bit) {
        if (word.length() < SHORTEST) {
            throw new IllegalArgumentException("\"" + word + "\" is shorter than " + SHORTEST + " letters");
        }
        pairs[word.charAt(0) * LETTERS + word.charAt(1)] = true;
        pairs[word.charAt(1) * LETTERS + word.charAt(2)] = true;
        int state = 0;
        for (int i = 0; i < word.length(); i++) {
            int way = state * LETTERS + word.charAt(i);
            if (next[way] == NONE) {
                int added = addState();
                next[way] = added;
            }
            state = next[way];
        }
        found[state] |= bit;
    }

    /** Where a word does not go on, the search goes on in the longest end of it that begins another. */
    private void connect() {
        int[] shorter = new int[states];
        Queue<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int state = open.remove();
            found[state] |= found[shorter[state]];
            for (int letter = 0; letter < LETTERS; letter++) {
                int way = state * LETTERS + letter;
                int instead = state == 0 ? 0 : next[shorter[state] * LETTERS + letter];
                if (next[way] == NONE) {
                    next[way] = instead;
                } else {
                    shorter[next[way]] = instead;
                    open.add(next[way]);
                }
            }
        }
    }
}
