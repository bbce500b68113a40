package dewey.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.Glance.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlanceTest {
    @Test
    void seesARequestWhateverStandsAroundItsMembers() {
        String text =
                " { \"params\" : {\"id\":7,\"method\":\"no\",\"x\":[{\"id\":1}, \"}\\\"{\"]} ,\n\"method\":\"tools/call\",\"id\" : 12 } ";

        assertThat(Glance.at(text)).containsExactly(new Glance(Kind.REQUEST, new RequestId("12"), "tools/call"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"} | NOTIFICATION",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"} | NOTIFICATION",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} | RESPONSE",
                "{\"error\":{\"code\":1},\"id\":\"a\"} | RESPONSE",
                "{\"error\":{\"code\":1}} | OTHER",
                "{\"id\":1} | OTHER",
                "{} | OTHER"
            })
    void tellsTheKind(String text, Kind kind) {
        assertThat(Glance.at(text)).extracting(Glance::kind).containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | 0",
                "-1 | -1",
                "9007199254740993 | 9007199254740993",
                "\"listen:0\" | \"listen:0\"",
                "\"\\u0061b\" | \"ab\"",
                "\"a\\/b\" | \"a/b\"",
                "\"ключ\" | \"ключ\"",
                "\"\\\\\" | \"\\\\\""
            })
    void spellsEqualIdsEqually(String written, String token) {
        assertThat(Glance.at("{\"id\":" + written + ",\"result\":1}"))
                .extracting(glance -> glance.id().token())
                .containsExactly(token);
    }

    @Test
    void seesEachMessageOfABatch() {
        String text = "[{\"id\":1,\"method\":\"a\"}, 7, {\"method\":\"b\"},{\"id\":2,\"result\":[]}]";

        assertThat(Glance.at(text))
                .extracting(Glance::kind)
                .containsExactly(Kind.REQUEST, Kind.NOTIFICATION, Kind.RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "7",
                "\"text\"",
                "{",
                "{\"id\"",
                "{\"id\":",
                "{\"id\":1",
                "{\"a\":\"",
                "{\"a\":\"\\\"}",
                "[{]",
                "{:}",
                "{\"id\":}",
                "[",
                "[,]",
                "{\"m\":{\"x\":[}",
                "{\"\\u00\":1}",
                "{\"method\":\"\\ud\"}"
            })
    void seesNothingInWhatIsNoMessage(String text) {
        assertThat(Glance.at(text)).allMatch(glance -> glance.kind() == Kind.OTHER);
    }

    @Test
    void isNotImpressedByDepth() {
        String text = "{\"params\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + ",\"id\":1,\"method\":\"m\"}";

        assertThat(Glance.at(text)).containsExactly(new Glance(Kind.REQUEST, new RequestId("1"), "m"));
    }
}
