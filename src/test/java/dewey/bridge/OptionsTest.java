package dewey.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void readTheAddressAndTheHeaders() throws Exception {
        Options options = Options.read(
                List.of("--header", "X-Tenant:  blue ", "wss://dewey.example.org/mcp"), Map.of("DEWEY_TOKEN", " abc "));

        assertThat(options.isWebSocket()).isTrue();
        assertThat(options.headers()).isEqualTo(Map.of("X-Tenant", "blue", "Authorization", "Bearer abc"));
    }

    @Test
    void preferAHeaderToTheToken() throws Exception {
        Options options = Options.read(
                List.of("http://h/mcp", "--header", "authorization: Basic x"), Map.of("DEWEY_TOKEN", "abc"));

        assertThat(options.headers()).isEqualTo(Map.of("authorization", "Basic x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the URL of the server is missing",
                "ftp://h|the URL must begin with",
                "http:/h|the URL must begin with",
                "not a url|the URL must begin with",
                "--verbose http://h|unknown option --verbose",
                "http://a http://b|more than one URL",
                "http://a --header|--header needs a value",
                "http://a --header secret|--header must be 'Name: value'",
            })
    void refuseWhatCannotBeMeant(String line, String problem) {
        List<String> arguments =
                line.isEmpty() ? List.of() : line.equals("not a url") ? List.of(line) : List.of(line.split(" "));

        assertThatThrownBy(() -> Options.read(arguments, Map.of()))
                .isInstanceOf(Options.Misuse.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("secret");
    }
}
