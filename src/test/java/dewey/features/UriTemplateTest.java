package dewey.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {
    private final UriTemplate template = new UriTemplate("dewey://conversation/{id}{?from_turn,limit}");

    @Test
    void findsItsVariables() {
        assertThat(template.match("dewey://conversation/a%20b%2Fc+d")).hasValue(Map.of("id", "a b/c+d"));
        assertThat(template.match("dewey://conversation/a?limit=2&from_turn=%33"))
                .hasValue(Map.of("id", "a", "limit", "2", "from_turn", "3"));
        assertThat(template.match("dewey://conversation/a?")).hasValue(Map.of("id", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dewey://conversation/",
                "dewey://conversation/a/b",
                "dewey://conversation/a?other=1",
                "dewey://conversation/a?limit",
                "dewey://conversation/a#b",
                "dewey://conversation/%zz",
                "xdewey://conversation/a",
                "dewey:..conversation/a",
                ""
            })
    void knowsWhatIsNoneOfIts(String uri) {
        assertThat(template.match(uri)).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        Map<String, String> values = Map.of("id", "Ü ber/uns?&=+#%", "limit", "3");

        assertThat(template.match(template.expand(values))).hasValue(values);
        assertThat(template.expand(Map.of("id", "a"))).isEqualTo("dewey://conversation/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a://{+path}", "a://{id", "a://{?q}/b", "a://{Id}"})
    void refusesFormsThatItDoesNotUnderstand(String form) {
        assertThatThrownBy(() -> new UriTemplate(form)).isInstanceOf(IllegalArgumentException.class);
    }
}
