package dewey.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1,'b':[true,null]}|{ 'b' : [ true , null ], 'a' : 1.0 }",
                "[0, -0.0, 0e5]|[0.000,0,0]",
                "100|1e2",
                "{'x':{}}|{'x': { } }",
                "'\\u0041'|'A'",
                "12345678901234567890.5|1.23456789012345678905e19"
            })
    void isOneForOneMeaning(String one, String other) throws Exception {
        assertThat(text(one)).isEqualTo(text(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|[]",
                "{'a':1}|{'a':'1'}",
                "[1,2]|[2,1]",
                "{'a':null}|{}",
                "[[],[]]|[[[]]]",
                "9007199254740993|9007199254740992",
                "['a,b']|['a','b']",
                "true|'true'"
            })
    void differsWhereTheMeaningDoes(String one, String other) throws Exception {
        assertThat(text(one)).isNotEqualTo(text(other));
    }

    @Test
    void isJsonAgain() throws Exception {
        assertThat(text("{'b':[{'a':'x\\\\y'},{}],'a':1e400}"))
                .isEqualTo("{\"a\":1E+400,\"b\":[{\"a\":\"x\\\\y\"},{}]}");
    }

    private static String text(String json) throws InvalidJson {
        return Canonical.text(JsonText.read(json.replace('\'', '"')));
    }
}
