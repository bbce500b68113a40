package dewey.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTextTest {
    private static final String PIECES =
            "ab \"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080\u00e9\u2028\uffff\ud83d\ude00\ud800\udc00";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"x|\"x\"", "\"|\"\\\"\"", "\\|\"\\\\\"", "a/b|\"a/b\""})
    void escapesWhatMustBeAndNothingElse(String text, String quoted) {
        assertThat(QuotedText.of(text)).isEqualTo(quoted);
    }

    @Test
    void escapesControlsAndLoneSurrogates() {
        assertThat(QuotedText.of("\b\f\n\r\t\u0000\u001f")).isEqualTo("\"\\b\\f\\n\\r\\t\\u0000\\u001f\"");
        assertThat(QuotedText.of("\ud83d\ude00 \ud83d \ude00")).isEqualTo("\"\ud83d\ude00 \\ud83d \\ude00\"");
        assertThat(QuotedText.of("\ud800")).isEqualTo("\"\\ud800\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 6, 7, 100, 10_000})
    void whatItSaysIsReadAsTheSameText(int length) throws InvalidJson {
        Random random = new Random(length);
        for (int round = 0; round < 50; round++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }

            assertThat(JsonText.read("[" + QuotedText.of(text.toString()) + "]")
                            .asJsonArray()
                            .getString(0))
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void findsRoomWhenAllIsEscaped() {
        assertThat(QuotedText.of("\u0001".repeat(1_000))).isEqualTo("\"" + "\\u0001".repeat(1_000) + "\"");
    }
}
