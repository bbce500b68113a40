package dewey.transfers;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnRunningDewey
class TransfersIT {
    private final RunningDewey dewey;
    // the upgrade to HTTP/2 in clear text, which this client would ask for, fails in Payara for requests that are
    // answered later
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String session = UUID.randomUUID().toString();

    TransfersIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void importsWhatIsSentAndGivesItBack() throws Exception {
        // given
        String text = sample("session.jsonl").replace("5f0e2b1a-7c3d-4e5f-8a9b-0c1d2e3f4a5b", session);

        // when
        JsonObject first = json(post("/api/import?name=session.jsonl", text));
        JsonObject again = json(post("/api/import?name=other.jsonl", text));

        // then
        assertThat(first.getInt("stored")).isEqualTo(15);
        assertThat(again.getInt("stored")).isZero();
        assertThat(again.getString("conversation_id")).isEqualTo(first.getString("conversation_id"));
        HttpResponse<String> export = get("/api/export?session_id=" + session);
        assertThat(export.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"dewey-export.jsonl\"");
        assertThat(export.body().lines()).hasSize(1 + 1 + 15);
        assertThat(json(post("/api/import", export.body())).getInt("duplicates"))
                .isEqualTo(15);
    }

    @Test
    void importsManyConversationsOfOneFile() throws Exception {
        // given
        String text = sample("chatgpt.json").replace("67a0c0de-0000-4000-8000-", session.substring(0, 24));

        // when
        JsonObject report = json(post("/api/import", text));

        // then
        assertThat(report.getInt("conversations")).isEqualTo(2);
        assertThat(report.getInt("stored")).isEqualTo(8);
        assertThat(report.getInt("invalid_line_count")).isEqualTo(1);
        assertThat(report.getJsonArray("invalid_lines").getJsonObject(0).getInt("line"))
                .isEqualTo(3);
    }

    @Test
    void tellsHowFarItIsToWhoWantsToHearIt() throws Exception {
        // given
        List<String> lines = IntStream.range(0, 5_000)
                .mapToObj(i -> "{\"role\":\"user\",\"content\":\"" + session + " " + i + "\"}")
                .toList();

        // when
        HttpResponse<Stream<String>> answer = http.send(
                request("/api/import?name=" + session)
                        .header("Accept", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(String.join("\n", lines)))
                        .build(),
                BodyHandlers.ofLines());

        // then
        List<String> told = answer.body().toList();
        assertThat(told).hasSizeGreaterThan(1);
        assertThat(told.subList(0, told.size() - 1)).allMatch(line -> line.startsWith("{\"progress\":"));
        JsonObject last = object(told.get(told.size() - 1)).getJsonObject("report");
        assertThat(last.getInt("stored")).isEqualTo(5_000);
    }

    @Test
    void streamsAnExportThatIsLargerThanAnyPart() throws Exception {
        // given
        String content = session + "y".repeat(2_000);
        Supplier<InputStream> body = () -> new SequenceInputStream(Collections.enumeration(IntStream.range(0, 2_000)
                .mapToObj(i -> (InputStream) new ByteArrayInputStream(
                        ("{\"role\":\"user\",\"content\":\"" + content + i + "\"}\n").getBytes(StandardCharsets.UTF_8)))
                .toList()));
        // of unknown length, as a program sends it that does not know it either
        HttpResponse<String> stored = http.send(
                request("/api/import?name=" + session)
                        .POST(BodyPublishers.ofInputStream(body))
                        .build(),
                BodyHandlers.ofString());
        String id = json(stored).getString("conversation_id");

        // when
        String markdown =
                get("/api/export?format=markdown&conversation_id=" + id).body();
        HttpResponse<String> html = get("/api/export?format=html&conversation_id=" + id);

        // then
        assertThat(markdown.lines().filter(line -> line.startsWith("## "))).hasSize(2_000);
        assertThat(html.body()).endsWith("</html>\n").hasSizeGreaterThan(4_000_000);
        assertThat(html.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'");
        assertThat(html.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/export?format=exe, 400, invalid_argument",
        "/api/export?conversation_id=x, 400, invalid_argument",
        "/api/export?metadata=[], 400, invalid_argument",
        "/api/export?conversation_id=01990000-0000-7000-8000-000000000000, 404, not_found"
    })
    void saysWhyThereIsNoExport(String address, int status, String reason) throws Exception {
        HttpResponse<String> refused = get(address.replace("[", "%5B").replace("]", "%5D"));

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(object(refused.body()).getJsonObject("error").getString("reason"))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, file names an empty file",
        "'   ', 400, file names an empty file",
        "'Dear diary', 400, file holds no message",
        "'PK\u0003\u0004', 400, file is packed"
    })
    void saysWhyThereIsNoImport(String text, int status, String message) throws Exception {
        HttpResponse<String> refused = post("/api/import", text);

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(object(refused.body()).getJsonObject("error").getString("message"))
                .startsWith(message);
    }

    @Test
    void takesNothingFromAForeignPageAndNothingThatIsEncoded() throws Exception {
        HttpRequest.Builder foreign = request("/api/import").header("Origin", "https://evil.example");
        HttpRequest.Builder packed = request("/api/import").header("Content-Encoding", "gzip");
        HttpRequest.Builder read = request("/api/export").header("Origin", "https://evil.example");

        assertThat(status(foreign.POST(BodyPublishers.ofString("{}")))).isEqualTo(403);
        assertThat(status(packed.POST(BodyPublishers.ofString("{}")))).isEqualTo(415);
        assertThat(status(read.GET())).isEqualTo(403);
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private HttpResponse<String> post(String address, String body) throws Exception {
        return http.send(request(address).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String address) throws Exception {
        return http.send(request(address).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(dewey.http(address).toString()));
    }

    private static JsonObject json(HttpResponse<String> answer) throws InvalidJson {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return object(answer.body());
    }

    private static JsonObject object(String text) throws InvalidJson {
        return JsonText.read(text).asJsonObject();
    }

    private static String sample(String name) throws IOException {
        try (InputStream in = TransfersIT.class.getResourceAsStream("/transcripts/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
