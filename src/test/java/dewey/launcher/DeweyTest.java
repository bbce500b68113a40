package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeweyTest {
    @ParameterizedTest
    @ValueSource(strings = {"11.0.30", "16.0.2"})
    void saysInOneSentenceThatTheJavaIsTooOld(String version) {
        assertThatThrownBy(() -> Dewey.requireJava(Runtime.Version.parse(version)))
                .isInstanceOf(CannotStart.class)
                .hasMessage("It needs Java 17 or newer; this is " + version + ".");
    }

    @Test
    void takesTheJavaThatItIsBuiltFor() {
        assertThatCode(() -> Dewey.requireJava(Runtime.Version.parse("17"))).doesNotThrowAnyException();
        assertThatCode(() -> Dewey.requireJava(Runtime.version())).doesNotThrowAnyException();
    }
}
