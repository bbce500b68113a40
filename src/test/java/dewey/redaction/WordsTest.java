package dewey.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void findsEachWordWhereverItStands() {
        Words words = new Words(List.of("shed", "hed", "hers", "sk-"));

        assertThat(words.in("ushedhers")).isEqualTo(0b0111);
        assertThat(words.in("hed")).isEqualTo(0b0010);
        assertThat(words.in("é sk- \ud83d")).isEqualTo(0b1000);
        assertThat(words.in("h ed shk- he")).isZero();
        assertThat(words.in("")).isZero();
    }

    @Test
    void findsWhatASearchForEachWordFinds() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            List<String> list = random.ints(1 + random.nextInt(Words.MOST), Words.SHORTEST, 7)
                    .mapToObj(length -> letters(random, length))
                    .toList();
            String text = letters(random, random.nextInt(60));
            long expected = 0;
            for (int i = 0; i < list.size(); i++) {
                expected |= text.contains(list.get(i)) ? 1L << i : 0;
            }

            assertThat(new Words(list).in(text)).as("%s in %s", list, text).isEqualTo(expected);
        }
    }

    @Test
    void refusesMoreWordsThanItCanTellApart() {
        List<String> many = Collections.nCopies(Words.MOST + 1, "abc");

        assertThatThrownBy(() -> new Words(many)).hasMessageContaining("65 words");
    }

    @Test
    void refusesAWordThatIsTooShortToBeSeenInStepsOfTwo() {
        assertThatThrownBy(() -> new Words(List.of("abc", "ab"))).hasMessageContaining("\"ab\" is shorter than 3");
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abcé".charAt(random.nextInt(text.length() > 6 ? 4 : 3)));
        }
        return text.toString();
    }
}
