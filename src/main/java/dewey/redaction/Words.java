package dewey.redaction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Tells which of some words a text holds, in one pass over it (Aho and Corasick, 1975). To search for one after the other took most of
 * the time that a recorded message cost.
 */
final class Words {
    static final int MOST = Long.SIZE;

    private static final int LETTERS = 128;
    private static final int NONE = -1;

    /** The state that follows on each letter, one row a state. */
    private int[] next = new int[0];
    /** The words that end in each state, as bits. */
    private long[] found = new long[0];

    private int states;

    /** @param words at most {@value #MOST}, of ASCII letters */
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
        long all = found[0];
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            state = letter < LETTERS ? next[state * LETTERS + letter] : 0;
            all |= found[state];
        }
        return all;
    }

    private int addState() {
        next = Arrays.copyOf(next, (states + 1) * LETTERS);
        Arrays.fill(next, states * LETTERS, (states + 1) * LETTERS, NONE);
        found = Arrays.copyOf(found, states + 1);
        return states++;
    }

    private void add(String word, long bit) {
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
