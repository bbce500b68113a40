package dewey.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.redaction.Redacting;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.upstreams.Upstream.StdioUpstream;
import dewey.upstreams.Upstream.WebSocketUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamDocumentTest {
    private static final String SECRET = "s3cr3t-0f-the-upstream";

    @Test
    void readsTheThreeKinds() throws InvalidUpstreams {
        Map<String, Upstream> upstreams = read(
                """
                {"theme": "dark", "mcpServers": {
                  "socket": {"type": "ws", "url": "wss://a.example/mcp", "disabled": false},
                  "web": {"type": "streamable-http", "url": "https://b.example/mcp", "headers": {"X-Key": "k"},
                          "connectTimeout": "2s", "idleTimeout": "PT1H", "maxMessageBytes": "1MiB", "record": false, "redact": ["pin"]},
                  "process": {"command": "npx", "args": ["-y", "server"], "env": {"A": "b"}}
                }}""");

        assertThat(upstreams.get("socket")).isInstanceOfSatisfying(WebSocketUpstream.class, socket -> {
            assertThat(socket.url()).isEqualTo(URI.create("wss://a.example/mcp"));
            assertThat(socket.limits())
                    .isEqualTo(new Upstream.Limits(
                            Duration.ofSeconds(10), Duration.ZERO, 16 << 20, true, Redacting.STANDARD));
        });
        assertThat(upstreams.get("web")).isInstanceOfSatisfying(HttpUpstream.class, web -> {
            assertThat(web.headers()).containsExactly(Map.entry("X-Key", "k"));
            assertThat(web.limits())
                    .isEqualTo(new Upstream.Limits(
                            Duration.ofSeconds(2),
                            Duration.ofHours(1),
                            1 << 20,
                            false,
                            new Redacting(true, List.of("pin"))));
        });
        assertThat(upstreams.get("process")).isInstanceOfSatisfying(StdioUpstream.class, process -> {
            assertThat(process.arguments()).containsExactly("-y", "server");
            assertThat(process.environment()).containsExactly(Map.entry("A", "b"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ws://h/p,WebSocketUpstream",
        "wss://h/p,WebSocketUpstream",
        "http://h/p,HttpUpstream",
        "https://h:8/p,HttpUpstream"
    })
    void takesTheKindFromTheSchemeWhereNoTypeIsGiven(String url, String kind) throws InvalidUpstreams {
        Upstream upstream = read(entry("\"url\":\"" + url + "\"")).get("one");

        assertThat(upstream.getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void resolvesVariablesInsideValues() throws InvalidUpstreams {
        String text =
                entry("\"url\":\"http://${env:HOST}/mcp\",\"headers\":{\"Authorization\":\"Bearer ${env:TOKEN}\"}");

        HttpUpstream upstream =
                (HttpUpstream) new UpstreamDocument(Map.of("HOST", "h.example", "TOKEN", "$1\\" + SECRET)::get, true)
                        .read(text)
                        .get("one");

        assertThat(upstream.url()).hasHost("h.example");
        assertThat(upstream.headers()).containsEntry("Authorization", "Bearer $1\\" + SECRET);
    }

    @Test
    void saysAllProblemsInOneMessage() {
        InvalidUpstreams refused = refused(
                """
                {"mcpServers": {
                  "../admin": {"url": "http://h/"},
                  "replay:1": {"url": "http://h/"},
                  "a": {"type": "sse", "url": "http://h/"},
                  "b": {"type": "ws", "url": "http://h/"},
                  "c": {"url": "http://user:s3cr3t-0f-the-upstream@h/"},
                  "d": {"url": "http://h/", "headers": {"Host": "x", "X": "s3cr3t-0f-the-upstream\\r\\nY: 1"}},
                  "e": {"url": "http://h/", "headers": {"Authorization": "${env:ABSENT}"}},
                  "f": {"command": "x", "args": "y"},
                  "g": {"url": "http://h/", "connectTimeout": 10, "maxMessageBytes": "1GiB", "record": "yes"},
                  "h": {}, "i": 1, "j": {"url": "file:///etc/passwd"},
                  "k\\r\\nFAKE": {"url": "http://h/"}
                }}""");

        assertThat(refused)
                .hasMessageContaining("the name \"../admin\" must be")
                .hasMessageContaining("the name \"replay:1\" must be")
                .hasMessageContaining("a.type must be ws, http")
                .hasMessageContaining("b.url must begin with ws://")
                .hasMessageContaining("c.url must have no user")
                .hasMessageContaining("d.headers holds a name")
                .hasMessageContaining("d.headers.X must be printable")
                .hasMessageContaining("e.headers.Authorization needs the environment variable ABSENT, which is not set")
                .hasMessageContaining("f.args must be an array")
                .hasMessageContaining("g.connectTimeout must be")
                .hasMessageContaining("g.maxMessageBytes must be")
                .hasMessageContaining("g.record must be")
                .hasMessageContaining("h.url is missing")
                .hasMessageContaining("i must be an object")
                .hasMessageContaining("j.url must")
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("\nFAKE");
        assertThat(refused.problems()).allSatisfy(problem -> assertThat(problem).doesNotContain("\n"));
    }

    @Test
    void refusesAProcessOutsideTheFile() {
        String text = entry("\"command\":\"rm\"");

        InvalidUpstreams refused = catchThrowableOfType(
                InvalidUpstreams.class, () -> new UpstreamDocument(name -> null, false).read(text));

        assertThat(refused).hasMessageContaining("one.command may stand only in the file");
    }

    @Test
    void refusesWhatIsNoDocument() {
        for (String text : List.of("", "[]", "{}", "{\"mcpServers\":[]}", "{\"mcpServers\":{}} x", "nul")) {
            assertThat(refused(text)).hasMessageContaining("the document");
        }
    }

    @Test
    void printsNoSecret() throws InvalidUpstreams {
        Map<String, Upstream> upstreams = read(
                """
                {"mcpServers": {
                  "a": {"url": "ws://h/?key=s3cr3t-0f-the-upstream", "headers": {"X": "s3cr3t-0f-the-upstream"}},
                  "b": {"url": "http://h/?key=s3cr3t-0f-the-upstream", "headers": {"X": "s3cr3t-0f-the-upstream"}},
                  "c": {"command": "x", "args": ["s3cr3t-0f-the-upstream"], "env": {"X": "s3cr3t-0f-the-upstream"}}
                }}""");

        assertThat(upstreams.toString()).doesNotContain(SECRET).contains("http upstream b");
    }

    private static String entry(String members) {
        return "{\"mcpServers\":{\"one\":{" + members + "}}}";
    }

    private static Map<String, Upstream> read(String text) throws InvalidUpstreams {
        return new UpstreamDocument(name -> null, true).read(text);
    }

    private static InvalidUpstreams refused(String text) {
        return catchThrowableOfType(InvalidUpstreams.class, () -> read(text));
    }
}
