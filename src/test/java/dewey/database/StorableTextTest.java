package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "naïve 😀",
                "\u0000",
                "a\u0000b",
                "\ud800",
                "\udc00\ud800",
                "x\ud83d",
                "\ufdd0",
                "\ufdd0000a",
                "\ufdd0\ufdd0",
                "\ud800\ud83d\ude00"
            })
    void givesBackWhatItSpelled(String text) {
        String encoded = StorableText.encode(text);

        assertThat(StorableText.decode(encoded)).isEqualTo(text);
        assertThat(encoded).doesNotContain("\u0000");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(encoded)).isTrue();
    }

    @Test
    void spellsWhatCannotBeStoredAsFourHexDigits() {
        assertThat(StorableText.encode("a\u0000b\ud8ff\ufdd0")).isEqualTo("a\ufdd00000b\ufdd0d8ff\ufdd0fdd0");
    }

    @Test
    void leavesOrdinaryTextAlone() {
        String text = "ordinary 😀 text";

        assertThat(StorableText.encode(text)).isSameAs(text);
        assertThat(StorableText.decode(text)).isSameAs(text);
    }

    @Test
    void losesNothingOfRandomText() {
        Random random = new Random(7);
        char[] awkward = {0, 'a', '0', '\ud800', '\udbff', '\udc00', '\udfff', '\ufdd0', '\uffff', 'é'};

        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(awkward[random.nextInt(awkward.length)]);
            }
            assertThat(StorableText.decode(StorableText.encode(text.toString())))
                    .isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "naïve", "日本語", "😀😀", "a😀é\u07ff\u0800"})
    void countsTheBytesOfUtf8(String text) {
        assertThat(StorableText.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
}
