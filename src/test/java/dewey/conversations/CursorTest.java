package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void comesBackAsItWas() {
        Cursor cursor = Cursor.of("list", 1.5, "é", "");

        assertThat(Cursor.read(cursor.text())).isEqualTo(cursor);
        assertThat(Cursor.read(Cursor.of("empty").text()).parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1", "null", "AAAA", "AAAAAAAA", "not base64 !", "%00", "0"})
    void refusesWhatItDidNotWrite(String text) {
        assertThatThrownBy(() -> Cursor.read(text))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("cursor"));
    }

    @Test
    void refusesACursorThatWasChanged() {
        byte[] bytes = Base64.getUrlDecoder().decode(Cursor.of("list", "10").text());
        bytes[bytes.length - 1]++;

        assertThatThrownBy(() -> Cursor.read(Base64.getUrlEncoder().encodeToString(bytes)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void refusesACursorOfAnotherListOrShape() {
        Cursor cursor = Cursor.of("list", "10");

        assertThat(cursor.partsOf("list", 1)).isEqualTo(List.of("10"));
        assertThatThrownBy(() -> cursor.partsOf("other", 1)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> cursor.partsOf("list", 2)).isInstanceOf(Refused.class);
    }

    @Test
    void refusesAVeryLongText() {
        String text = Base64.getUrlEncoder().encodeToString("x".repeat(10_000).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Cursor.read(text)).isInstanceOf(Refused.class);
    }
}
