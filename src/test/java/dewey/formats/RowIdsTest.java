package dewey.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowIdsTest {
    private final RowIds ids = new RowIds();

    @Test
    void takesTheUuidOfARow() {
        assertThat(of("u-1", "a")).isEqualTo("u-1");
    }

    @Test
    void recognisesTheSameRowWithinAFile() {
        assertThat(of("u-1", "a")).isEqualTo(of("u-1", "a"));
    }

    @Test
    void keepsASecondRowWithTheSameUuidButOtherBytesApart() {
        String first = of("u-1", "a");
        String second = of("u-1", "b");

        assertThat(second).startsWith("sha256:").isNotEqualTo(first);
    }

    @Test
    void numbersEqualRowsWithoutUuid() {
        String first = of(null, "a");

        assertThat(first).matches("sha256:[0-9a-f]{64}");
        assertThat(of(null, "a")).isEqualTo(first + "#2");
        assertThat(of(null, "a")).isEqualTo(first + "#3");
        assertThat(of(null, "b")).isNotEqualTo(first).doesNotContain("#");
    }

    @Test
    void doesNotTakeAUuidThatNoIndexCouldHold() {
        assertThat(of("u".repeat(201), "a")).startsWith("sha256:");
        assertThat(of(" ", "b")).startsWith("sha256:");
    }

    private String of(String uuid, String line) {
        return ids.of(Optional.ofNullable(uuid), line.getBytes(StandardCharsets.UTF_8));
    }
}
