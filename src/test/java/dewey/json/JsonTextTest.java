package dewey.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void writesALoneSurrogateAsItsEscape() throws InvalidJson {
        String text = "a\ud800b\udc00 \ud83d\ude00 \u0000";

        String written = JsonText.quote(text);

        assertThat(written)
                .contains("\\ud800")
                .contains("\\udc00")
                .contains("\ud83d\ude00")
                .contains("\\u0000");
        assertThat(((JsonString) JsonText.read(written)).getString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{} {}", "{}x", "'a'", "NaN", "\ufeff{}", "{\"a\":01}"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> JsonText.read(text)).isInstanceOf(InvalidJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999", "[1e2147483648]", "{\"a\":0.1e-2147483648}"})
    void refusesANumberThatNoDecimalHolds(String text) {
        assertThatThrownBy(() -> JsonText.read(text))
                .isInstanceOf(InvalidJson.class)
                .hasMessageContaining("number");
    }

    @Test
    void refusesANumberOfTooManyDigits() {
        assertThatThrownBy(() -> JsonText.read("9".repeat(5_000)))
                .isInstanceOf(InvalidJson.class)
                .hasMessageContaining("number");
    }

    @Test
    void refusesHostileNestingWithoutExhaustingTheStack() {
        String deep = "[".repeat(100_000);

        assertThatThrownBy(() -> JsonText.read(deep))
                .isInstanceOf(InvalidJson.class)
                .hasMessageContaining("512");
    }

    @Test
    void doesNotCountBracketsInsideStrings() throws InvalidJson {
        String harmless = "[\"" + "[{\\\"".repeat(1000) + "\"]";

        assertThat(JsonText.read(harmless).asJsonArray()).hasSize(1);
    }
}
