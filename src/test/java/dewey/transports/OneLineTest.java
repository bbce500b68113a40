package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void putsSpacesForLineEndsBetweenTokens() {
        assertThat(OneLine.of("{\r\n \"a\\\"\\\\\":\n\"b\\n\"\r}\n")).hasValue("{   \"a\\\"\\\\\": \"b\\n\" } ");
    }

    @Test
    void leavesEverythingElseAsItIs() {
        String text = "{\"a\":\"\\\"\\\\ \u2028 x\"}";

        assertThat(OneLine.of(text)).hasValueSatisfying(line -> assertThat(line).isSameAs(text));
    }

    @Test
    void refusesALineEndInsideAString() {
        assertThat(OneLine.of("{\"a\":\"x\ny\"}")).isEmpty();
        assertThat(OneLine.of("{\"a\":\"\\\n\"}")).isEmpty();
    }
}
