package dewey.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBoundsTest {
    private final JsonBounds bounds = new JsonBounds(3, 5, 4, 6);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[[1]]]                         | [[[[1]]]]                      | nested deeper than 3 levels",
                "{\"abcde\":1}                   | {\"abcdef\":1}                 | a name of more than 5 characters",
                "{ \"a\" : 1, \"abcde\" \t: 1}   | { \"a\" : 1, \"abcdef\" \t: 1} | a name of more than 5 characters",
                "1234                            | 12345                          | a number of more than 4 characters",
                "[-1.2, 1e99 ,1]                 | [-1.2, 1e999 ,1]               | a number of more than 4 characters",
                "{\"a\":1234}                    | {\"a\":12345}                  | a number of more than 4 characters",
                "[1,2,3,4,5,6]                   | [1,2,3,4,5,6,7]                | JSON of more than 6 values",
                "[[],{},1,2]                     | [[],{},1,2,3]                  | JSON of more than 6 values",
                "[\"a:[{,\\\"1234567890\"]       | [\"\\\\\",123456]              | a number of more than 4 characters"
            })
    void allowAsMuchAsTheySayAndNoMore(String allowed, String beyond, String words) {
        assertThatCode(() -> bounds.check(allowed)).doesNotThrowAnyException();
        assertThatThrownBy(() -> bounds.check(beyond))
                .isInstanceOf(JsonBounds.Exceeded.class)
                .hasMessageContaining(words);
    }

    @Test
    void leaveTextsThatBreakOffToTheParser() {
        for (String text : new String[] {"\"", "\"abc", "\"abc\\", "[\"\\", "{\"a", "", ",", ":"}) {
            assertThatCode(() -> bounds.check(text)).as(text).doesNotThrowAnyException();
        }
    }

    @Test
    void findInOneLookWhatWouldTakeAGigabyte() {
        String text = "[" + String.join(",", Collections.nCopies(8_000_000, "0")) + "]";

        long begun = System.nanoTime();
        assertThatThrownBy(() -> JsonText.parser(text, JsonBounds.MESSAGE))
                .hasMessage("JSON of more than 500000 values");

        assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }
}
