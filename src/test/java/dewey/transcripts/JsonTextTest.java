package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "not JSON",
                "{} {}",
                "{}x",
                "NaN",
                "'a'",
                "[1,]",
                "{\"a\":01}",
                "\"\\x\"",
                "\"open",
                "-",
                "1e",
                "tru",
                "]"
            })
    void refusesWhatIsNotOneJsonValue(String text) {
        assertThatThrownBy(() -> JsonText.read(text))
                .isInstanceOf(JsonText.Unreadable.class)
                .hasMessageStartingWith("is not JSON");
    }

    @Test
    void refusesDeepNestingWithoutRecursion() {
        assertThatThrownBy(() -> JsonText.read("[".repeat(100_000)))
                .hasMessage("is nested deeper than " + JsonText.MAX_DEPTH);
        assertThatThrownBy(() -> JsonText.read("{\"a\":".repeat(5_000))).hasMessageStartingWith("is nested deeper");
    }

    @Test
    void countsNoBracketsInStrings() throws Exception {
        String brackets = "\"" + "[\\\"{".repeat(1_000) + "\"";

        assertThat(JsonText.read(brackets)).isInstanceOf(JsonString.class);
    }

    @Test
    void keepsLoneSurrogatesAndZeros() throws Exception {
        JsonString text = (JsonString) JsonText.read("\"\\ud800 \\u0000 \\udc00\"");

        assertThat(text.getString()).isEqualTo("\ud800 \u0000 \udc00");
    }

    @Test
    void keepsTheDigitsOfNumbers() throws Exception {
        assertThat(JsonText.read("[123456789012345678901234567890,1.10]"))
                .hasToString("[123456789012345678901234567890,1.10]");
    }
}
