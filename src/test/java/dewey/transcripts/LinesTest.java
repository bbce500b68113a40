package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void numbersTheLinesAndSkipsBlankOnes() throws IOException {
        List<Item> lines = read("one\r\n\n \t\ntwo\nthree");

        assertThat(lines).extracting(Item::number).containsExactly(1L, 4L, 5L);
        assertThat(texts(lines)).containsExactly("one", "two", "three");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        assertThat(texts(read("\uFEFFone\ntwo"))).containsExactly("one", "two");
    }

    @Test
    void keepsNothingOfALineOverTheBoundAndReadsOn() throws IOException {
        List<Item> lines = Samples.read(("x".repeat(300_000) + "\nshort\n" + "y".repeat(101)).getBytes(), 100);

        assertThat(lines).extracting(Item::tooLong).containsExactly(true, false, true);
        assertThat(lines).extracting(Item::size).containsExactly(300_000L, 5L, 101L);
        assertThat(lines.get(0).bytes()).isEmpty();
    }

    @Test
    void joinsWhatTheBufferDivides() throws IOException {
        String long1 = "ä".repeat(100_000);

        assertThat(texts(read(long1 + "\n" + long1))).containsExactly(long1, long1);
    }

    @Test
    void tellsBytesThatAreNotUtf8() throws IOException {
        Item line = Samples.read(new byte[] {'a', (byte) 0xff, '\n'}, 100).get(0);

        assertThatThrownBy(line::text).isInstanceOf(CharacterCodingException.class);
    }

    private static List<Item> read(String text) throws IOException {
        return Samples.read(text.getBytes(StandardCharsets.UTF_8), Samples.MAX_LINE_BYTES);
    }

    private static List<String> texts(List<Item> lines) throws IOException {
        String[] texts = new String[lines.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = lines.get(i).text();
        }
        return List.of(texts);
    }
}
