package dewey.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.Escapes;
import dewey.json.JsonText;
import dewey.recording.Given;
import jakarta.json.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private final Redaction redaction =
            new Redaction(Secrets.of(Given.settings().recording()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer S3CRETabcdefgh.xyz",
                "{\"h\":[\"authorization: bearer S3CRETabcdefgh\"]}",
                "sk-S3CRETabcdefghijklmnop1234",
                "text ghp_S3CRETabcdefghijklmnopqrstuvwx text",
                "github_pat_S3CRET_abcdefghijklmnopqrstuvwxyz",
                "eyJS3CRETaaa.eyJhbGciOiJI.c2lnbmF0dXJl",
                "{\"k\":\"-----BEGIN RSA PRIVATE KEY-----\\nS3CRET\\n-----END RSA PRIVATE KEY-----\\n\"}",
                "-----BEGIN PRIVATE KEY-----\nS3CRET and then cut",
                "aws_secret_access_key = S3CRETabcdefghijklmnopqrstuvwxyzabcd",
                "https://user:S3CRET@host/path",
                "GET /x?api_key=S3CRET&y=1",
                "{\"password\":\"S3CRET\"}",
                "{\"a\":[{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"API_KEY\" : \"S3CRET\"}}}}}}}}]}",
                "{\"apiKey\":[\"S3CRET\",{\"x\":1},\"S3CRET2\"]}",
                "{\"Api-Key\":\"a\\\"S3CRET\"}",
                "{\"p\\u0061ssword\":\"S3CRET\"}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"token\\\": \\\"S3CRET\\\"}\"}]}",
                "{\"password\":\"S3CRET is cut off he",
                "[{\"secret\":\"S3CRET\"},{\"secret\":\"S3CRET\"}]"
            })
    void takesSecretsOutAndSaysSo(String text) {
        Redaction.Redacted redacted = redaction.redact(text);

        assertThat(redacted.text()).doesNotContain("S3CRET").contains(Redaction.MARK);
        assertThat(redacted.places()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"{\\u0022password\\u0022:\\u0022S3CRET\\u0022}\"}",
                "{\"text\":\"{\\u0022a\\u0022:\\u0022{\\\\u0022password\\\\u0022:\\\\u0022S3CRET\\\\u0022}\\u0022}\"}",
                "{\"text\":\"{\\u0022password\\u0022:\\u0022S3CRET is cut off he",
                "{\"text\":\"postgres:\\/\\/app:S3CRET@db\"}",
                "{\"text\":\"postgres:\\/\\/app:S3CRET\\u0026S3CRET@db\"}",
                "{\"text\":\"{\\\"url\\\":\\\"postgres:\\\\/\\\\/app:S3CRET@db\\\"}\"}",
                "{\"text\":\"{\\\"text\\\":\\\"{\\\\\\\"url\\\\\\\":\\\\\\\"postgres:\\\\\\\\/\\\\\\\\/app:S3CRET@db\\\\\\\"}\\\"}\"}",
                "{\"postgres:\\/\\/app:S3CRET@db\":1}",
                "{\"text\":\"Bearer S3CRETabcd\\u002BS3CRET\\/S3CRET\\u003d\"}",
                "{\"text\":\"\\u0042earer S3CRETabcdefgh\"}",
                "{\"text\":\"AWS_SECRET_ACCESS_KEY=S3CRETabcdefghij\\/klmnop\\u002Bqrstuvwxyz12\"}",
                "{\"text\":\"GET \\/x?password=S3CRET\\u002BS3CRET\"}"
            })
    void findsSecretsBehindTheEscapesOfAnyWriter(String text) {
        Redaction.Redacted redacted = redaction.redact(text);

        assertThat(redacted.text()).doesNotContain("S3CRET").contains(Redaction.MARK);
        assertThat(redacted.places()).isNotEmpty();
        assertThat(redaction.redact(redacted.text()).text()).isEqualTo(redacted.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":1,\"text\":\"{\\u0022user\\u0022:\\u0022J\\u00fcrgen \\ud83d \\/\\u0022,\\u0022password\\u0022:\\u0022hunter2\\u0022}\",\"x\":\"\\/\\u0022\"}|{\"id\":1,\"text\":\"{\\u0022user\\u0022:\\u0022J\\u00fcrgen \\ud83d \\/\\u0022,\\u0022password\\u0022:\\u0022***\\u0022}\",\"x\":\"\\/\\u0022\"}",
                "{\"text\":\"{\\u0022token\\u0022: 123,\\u0022a\\u0022:1}\"}|{\"text\":\"{\\u0022token\\u0022: \\\"***\\\",\\u0022a\\u0022:1}\"}",
                "{\"text\":\"{\\\"a\\\":\\\"\\u00e9\\/\\ud800\\\",\\\"secret\\\":\\\"y\\\"}\\u0020\"}|{\"text\":\"{\\\"a\\\":\\\"\\u00e9\\/\\ud800\\\",\\\"secret\\\":\\\"***\\\"}\\u0020\"}",
                "{\"text\":\"{\\u0022a\\u0022:\\u0022{\\\\u0022token\\\\u0022:12,\\\\u0022b\\\\u0022:0}\\u0022}\"}|{\"text\":\"{\\u0022a\\u0022:\\u0022{\\\\u0022token\\\\u0022:\\\\\\\"***\\\\\\\",\\\\u0022b\\\\u0022:0}\\u0022}\"}",
                "{\"u\":\"\\udc00 postgres:\\/\\/app:pw\\ud83d@db\\/x \\ud83d\\ude00\"}|{\"u\":\"\\udc00 postgres:\\/\\/app:***@db\\/x \\ud83d\\ude00\"}",
                "{\"u\":\"{\\\"b\\\":\\\"x\\\\/\\\\u002B Bearer abcdef\\\\u002Bgh\\\\/ij\\\\u0022\\\"}\",\"v\":\"\\/\"}|{\"u\":\"{\\\"b\\\":\\\"x\\\\/\\\\u002B Bearer ***\\\\u0022\\\"}\",\"v\":\"\\/\"}",
                "{\"u\":\"Bearer abcdefgh\\u002Bi sk-abcdefghijklmnopqrst\\/\"}|{\"u\":\"Bearer *** ***\\/\"}",
                "{\"u\":\"AWS_SECRET_ACCESS_KEY=\\nabcdefghijklmnopqrstuvwxyz0123456789\"}|{\"u\":\"AWS_SECRET_ACCESS_KEY=***\"}",
                "{\"u\":\"{\\\"v\\\":\\\"AWS_SECRET_ACCESS_KEY=\\\\u0020abcdefghijklmnopqrstuvwxyz0123456789\\\"}\"}|{\"u\":\"{\\\"v\\\":\\\"AWS_SECRET_ACCESS_KEY=***\\\"}\"}"
            })
    void replacesTheSecretAloneAndLeavesTheEscapesAroundIt(String text, String expected) throws Exception {
        String redacted = redaction.redact(text).text();

        assertThat(redacted).isEqualTo(expected);
        assertThat(JsonText.read(redacted)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "no JSON \"at all",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{\"_meta\":{\"progressToken\":\"abc\"},\"tokens\":12}}",
                "{\"properties\":{\"password\":{\"type\":\"string\"}}}",
                "{\"password\":null,\"secret\":true}",
                "the bearer of bad news, task-oriented, Basic functionality",
                "{\"a\":\"\\ud800\\u0000\"}",
                "{\"a\":\"\\u00e9 https:\\/\\/host:80\\/@x \\ud800 \\u0022b\\u0022:\\u0022c\\u0022 \\\\u0022 C:\\\\users\\\\new \\u12\"}",
                "{\"a\":\"{\\u0022b\\u0022:\\u0022\\\\u00e9\\\\/\\u0022,\\\"c\\\":\\\"\\u0041\\\"}\"}",
                "\\u0022\\/\\\\"
            })
    void leavesTheRestAsItIs(String text) {
        Redaction.Redacted redacted = redaction.redact(text);

        assertThat(redacted.text()).isEqualTo(text);
        assertThat(redacted.places()).isEmpty();
    }

    @Test
    void keepsWhatIsAroundTheSecretAndNamesItsPlace() {
        Redaction.Redacted redacted = redaction.redact(
                "{\"id\":7,\"params\":{\"list\":[{\"Password\": \"x\"} , {\"token\":123}],\"text\":\"{\\\"a\\\":{\\\"secret\\\":\\\"y\\\"}}\"}}");

        assertThat(redacted.text())
                .isEqualTo(
                        "{\"id\":7,\"params\":{\"list\":[{\"Password\": \"***\"} , {\"token\":\"***\"}],\"text\":\"{\\\"a\\\":{\\\"secret\\\":\\\"***\\\"}}\"}}");
        assertThat(redacted.places())
                .containsExactly("params.list.Password", "params.list.token", "params.text.a.secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\\"b", "\\u00e9\\uD800\\\\\\/\\b\\f\\n\\r\\t", "plain", "", "\\u0000 \\\\u0041"})
    void readsEscapesAsJsonDoes(String written) throws Exception {
        assertThat(Escapes.decoded(written)).isEqualTo(((JsonString) JsonText.read('"' + written + '"')).getString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\x", "\\u12", "\\u12g4", "\\u"})
    void leavesWhatIsNoEscape(String written) {
        assertThat(Escapes.decoded(written)).isEqualTo(written);
    }

    @Test
    void followsTheRulesOfTheAdministrator() {
        Redaction own = new Redaction(Secrets.of(Given.settings(
                        "dewey.recording.redact-patterns", "card:(\\d+) cust-\\d+",
                        "dewey.recording.redact-paths", "pin, params.arguments.card",
                        "dewey.recording.redact-defaults", "false")
                .recording()));

        Redaction.Redacted redacted = own.redact(
                "{\"params\":{\"arguments\":{\"card\":\"1\",\"x\":\"card:123 cust-9\",\"PIN\":4},\"card\":\"kept\",\"password\":\"kept\"}}");

        assertThat(redacted.text())
                .isEqualTo(
                        "{\"params\":{\"arguments\":{\"card\":\"***\",\"x\":\"card:*** ***\",\"PIN\":\"***\"},\"card\":\"kept\",\"password\":\"kept\"}}");
    }

    @Test
    void takesTimeInProportionToTheTextWhateverItHolds() {
        String hostile = "{\"a\":\"" + "\\\"{".repeat(50_000) + "eyJ".repeat(50_000) + "Bearer ".repeat(50_000)
                + "-----BEGIN PRIVATE KEY-----".repeat(1_000) + "\",\"a\":\"b\"".repeat(50_000) + "[{".repeat(50_000)
                + "\\".repeat(99_999);

        assertThat(redaction.redact(hostile).places()).contains(Redaction.PATTERN);
    }
}
