package dewey.authentication;

import static dewey.authentication.GuardedDewey.ADMIN;
import static dewey.authentication.GuardedDewey.EXPIRED;
import static dewey.authentication.GuardedDewey.READER;
import static dewey.authentication.GuardedDewey.STRANGER;
import static dewey.authentication.GuardedDewey.WRITER;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.servers.Differences;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every door of a server that asks for credentials, with and without good ones. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher's tests send signals")
@OnRunningDewey
class AccessIT {
    private static final List<String> SOCKET_DOORS = Stream.of(
                    "/mcp",
                    "/",
                    "/proxy/up",
                    "/proxy?upstream=up",
                    "/proxy/nothing",
                    "/proxy/replay/x",
                    "/proxy/replay:x")
            .filter(Differences::leaveToDewey)
            .toList();
    private static final List<String> HTTP_DOORS =
            List.of("/mcp", "/proxy/up", "/proxy?upstream=up", "/proxy/nothing", "/api/tokens", "/api/audit", "/other");

    @TempDir
    private static Path parent;

    private static GuardedDewey dewey;

    @BeforeAll
    static void start(RunningDewey shared) throws Exception {
        dewey = GuardedDewey.start(parent, shared);
    }

    @AfterAll
    static void stop() throws Exception {
        dewey.stop();
    }

    @Test
    void withoutCredentialsNoDoorOpens() throws Exception {
        for (String door : SOCKET_DOORS) {
            assertIsUnauthorized(door, dewey.refusedHandshake(door, null), null);
        }
        // what everybody may read is no WebSocket
        for (String path : List.of("/health/ready", "/.well-known/oauth-protected-resource")) {
            assertIsUnauthorized(path, dewey.refusedHandshake(path, null), null);
        }
        for (String door : HTTP_DOORS) {
            for (String method : List.of("POST", "GET", "DELETE")) {
                // Payara answers 400 to a GET with a body, before any application sees it
                String body = method.equals("POST") ? "{}" : "";
                assertIsUnauthorized(method + " " + door, dewey.send(method, door, null, body), null);
            }
        }
    }

    @Test
    void withCredentialsThatAreNoGoodNoDoorOpens() throws Exception {
        List<String> bad = List.of(
                "no-such-token",
                EXPIRED,
                dewey.issuer().token(claims -> claims.audience("https://another.example.org")),
                dewey.issuer().token(claims -> claims.expirationTime(new Date(1))),
                dewey.issuer().confused(),
                dewey.issuer().forged());
        for (String token : bad) {
            for (String door : List.of("/mcp", "/", "/proxy/up")) {
                assertIsUnauthorized(door, dewey.refusedHandshake(door, token), "invalid_token");
            }
            for (String door : List.of("/mcp", "/proxy/up", "/api/tokens")) {
                assertIsUnauthorized(door, dewey.send("POST", door, token, "{}"), "invalid_token");
            }
        }
    }

    @Test
    void aTokenInTheQueryIsNotLookedAtUnlessThatIsEnabled() throws Exception {
        assertIsUnauthorized("query", dewey.send("GET", "/api/overview?access_token=" + WRITER, null, ""), null);
        assertIsUnauthorized("query", dewey.refusedHandshake("/mcp?access_token=" + WRITER, null), null);
        assertThat(dewey.log()).doesNotContain(WRITER);
    }

    private static void assertIsUnauthorized(String door, HttpResponse<?> response, String error) {
        // beyond so many from one address the answer is 429
        if (error != null && response.statusCode() == 429) {
            assertThat(response.headers().firstValue("Retry-After")).as(door).isPresent();
            return;
        }
        assertThat(response.statusCode()).as(door).isEqualTo(401);
        String challenge = response.headers().firstValue("WWW-Authenticate").orElse("");
        assertThat(challenge)
                .as(door)
                .startsWith("Bearer ")
                .contains("scope=\"dewey:reader dewey:writer\"")
                .containsPattern("resource_metadata=\"http://127.0.0.1:\\d+/\\.well-known/oauth-protected-resource");
        if (error == null) {
            assertThat(challenge).as(door).doesNotContain("error");
        } else {
            assertThat(challenge).as(door).contains("error=\"" + error + "\"");
        }
    }

    @Test
    void theMetadataOfTheResourceCanBeReadByEveryoneAndNamesTheIssuer() throws Exception {
        HttpResponse<String> metadata = dewey.send("GET", "/.well-known/oauth-protected-resource/mcp", null, "");

        assertThat(metadata.statusCode()).isEqualTo(200);
        JsonObject told = McpClient.json(metadata.body());
        assertThat(told.getJsonArray("authorization_servers").getString(0))
                .isEqualTo(dewey.issuer().name());
        assertThat(told.getJsonArray("scopes_supported").getString(0)).isEqualTo("dewey:reader");
    }

    @Test
    void withGoodCredentialsOfEitherKindTheDoorsOpen() throws Exception {
        for (String token : List.of(WRITER, dewey.issuer().token(claims -> claims))) {
            for (String door : List.of("/mcp", "/")) {
                try (McpClient client = McpClient.modern(dewey.webSocket(door), GuardedDewey.bearer(token))) {
                    begin(client);
                }
            }
            assertThat(initialize("/mcp", token).statusCode()).isEqualTo(200);
            assertThat(initialize("/proxy/up", token).body()).contains("from the upstream");
        }
    }

    @Test
    void aReaderSeesAndUsesOnlyWhatReads() throws Exception {
        try (McpClient client = dewey.client(READER)) {
            assertThat(tools(client))
                    .contains("dewey_search", "dewey_get_conversation")
                    .doesNotContain("dewey_store_message", "dewey_delete_conversation", "dewey_begin_conversation");
            JsonObject refusal = client.refusal("dewey_begin_conversation", JsonOf.object());
            assertThat(refusal.getString("reason")).isEqualTo("forbidden");
            assertThat(refusal.getString("message")).contains("needs the role writer");
        }
        try (McpClient client = dewey.client(WRITER)) {
            assertThat(tools(client)).contains("dewey_search", "dewey_store_message");
        }

        String session = sessionOf(READER);
        HttpResponse<String> call = dewey.post(
                "/mcp",
                READER,
                "tools/call",
                JsonOf.object("name", "dewey_begin_conversation", "arguments", JsonValue.EMPTY_JSON_OBJECT),
                "Mcp-Session-Id",
                session);
        assertIsInsufficient(call, "dewey:writer");
        assertIsInsufficient(initialize("/proxy/up", READER), "dewey:writer");
        assertIsInsufficient(dewey.send("GET", "/api/tokens", WRITER, ""), "dewey:admin");
        assertIsInsufficient(dewey.send("GET", "/api/audit", WRITER, ""), "dewey:admin");
        String nobody = dewey.issuer().token(claims -> claims.claim("roles", List.of("janitor")));
        assertIsInsufficient(initialize("/mcp", nobody), "dewey:reader");
        assertIsInsufficient(dewey.refusedHandshake("/mcp", nobody), "dewey:reader");
    }

    private static void assertIsInsufficient(HttpResponse<?> response, String scope) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge ->
                        assertThat(challenge).contains("error=\"insufficient_scope\"", "scope=\"" + scope + "\""));
    }

    @Test
    void anotherTenantSeesNothingAndLearnsNothing() throws Exception {
        try (McpClient owner = dewey.client(WRITER);
                McpClient stranger = dewey.client(STRANGER)) {
            String theirs = begin(owner);
            String absent = UUID.randomUUID().toString();
            store(owner, theirs, "the xylophone is in the cellar");
            owner.structured("dewey_set_startup_context", JsonOf.object("name", "secrets", "content", "xylophone"));

            assertThat(stranger.refusal("dewey_get_conversation", id(theirs)))
                    .isEqualTo(stranger.refusal("dewey_get_conversation", id(absent)));
            JsonObject deletion = JsonOf.object("conversation_id", theirs, "force", true);
            assertThat(stranger.refusal("dewey_delete_conversation", deletion).getString("reason"))
                    .isEqualTo("not_found");
            assertThat(stranger.refusal(
                                    "dewey_store_message",
                                    JsonOf.object("conversation_id", theirs, "role", "user", "content", "hi"))
                            .getString("reason"))
                    .isEqualTo("not_found");
            assertThat(stranger.structured("dewey_search", JsonOf.object("query", "xylophone"))
                            .getInt("total"))
                    .isZero();
            assertThat(stranger.structured("dewey_list_startup_contexts", JsonOf.object())
                            .getJsonArray("contexts"))
                    .isEmpty();
            assertThat(stranger.structured("dewey_list_conversations", JsonOf.object())
                            .toString())
                    .doesNotContain(theirs);
            assertThat(error(stranger, "resources/read", "uri", "dewey://conversation/" + theirs)
                            .replace(theirs, ""))
                    .isEqualTo(error(stranger, "resources/read", "uri", "dewey://conversation/" + absent)
                            .replace(absent, ""));
            assertThat(stranger.request("resources/list").toString()).doesNotContain(theirs);
            assertThat(dewey.refusedHandshake("/proxy/replay/" + theirs, STRANGER)
                            .statusCode())
                    .isEqualTo(dewey.refusedHandshake("/proxy/replay/" + absent, STRANGER)
                            .statusCode());
            assertThat(owner.structured("dewey_search", JsonOf.object("query", "xylophone"))
                            .getInt("total"))
                    .isEqualTo(1);
        }
    }

    @Test
    void anUpstreamOfAnotherTenantIsNotThere() throws Exception {
        HttpResponse<String> theirs = initialize("/proxy/theirs", WRITER);
        HttpResponse<String> nobodys = initialize("/proxy/nobodys", WRITER);

        assertThat(theirs.statusCode()).isEqualTo(404).isEqualTo(nobodys.statusCode());
        assertThat(theirs.body()).isEqualTo(nobodys.body());
        assertThat(initialize("/proxy/theirs", STRANGER).statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionOverHttpIsItsCallersOwn() throws Exception {
        String session = sessionOf(WRITER);

        assertThat(listTools(WRITER, session).statusCode()).isEqualTo(200);
        assertThat(listTools(STRANGER, session).statusCode()).isEqualTo(404);
        assertThat(listTools(READER, session).statusCode()).isEqualTo(404);
        assertThat(dewey.send("DELETE", "/mcp", STRANGER, "", "Mcp-Session-Id", session)
                        .statusCode())
                .isEqualTo(404);
        assertThat(listTools(null, session).statusCode()).isEqualTo(401);
    }

    @Test
    void whatDoesNotExistTakesAsLongAsWhatIsAnothers() throws Exception {
        try (McpClient owner = dewey.client(WRITER);
                McpClient stranger = dewey.client(STRANGER)) {
            String theirs = begin(owner);
            for (int i = 0; i < 30; i++) {
                store(owner, theirs, "message " + i);
            }
            List<Long> ofTheirs = new ArrayList<>();
            List<Long> ofAbsent = new ArrayList<>();
            Random coin = new Random(7);
            for (int i = 0; i < 600; i++) {
                boolean heads = coin.nextBoolean();
                String asked = heads ? theirs : UUID.randomUUID().toString();
                long begun = System.nanoTime();
                stranger.refusal("dewey_get_conversation", id(asked));
                // the first ones warm up what both need
                if (i >= 100) {
                    (heads ? ofTheirs : ofAbsent).add(System.nanoTime() - begun);
                }
            }

            // |z| > 4.5 comes by chance once in 150,000 times; RankSumTest shows what difference it finds
            assertThat(RankSum.z(ofTheirs, ofAbsent)).isBetween(-4.5, 4.5);
        }
    }

    @Test
    void anAdministratorMakesAndRevokesTokensAndASocketEndsWithItsToken() throws Exception {
        HttpResponse<String> made =
                dewey.send("POST", "/api/tokens", ADMIN, "{\"name\":\"ci\",\"roles\":[\"writer\"]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String token = McpClient.json(made.body()).getString("token");
        String id = McpClient.json(made.body()).getString("id");
        String listed = dewey.send("GET", "/api/tokens", ADMIN, "").body();
        assertThat(listed).contains("\"ci\"").doesNotContain(token).doesNotContain(Hash.of(token));

        try (McpClient client = dewey.client(token)) {
            begin(client);
            String session = sessionOf(token);
            assertThat(dewey.send("DELETE", "/api/tokens/" + id, ADMIN, "").statusCode())
                    .isEqualTo(204);

            assertThat(client.closeCode()).isEqualTo(1008);
            // or too many that were no good came from here
            assertThat(listTools(token, session).statusCode()).isIn(401, 429);
        }
        assertThat(dewey.send("DELETE", "/api/tokens/" + id, ADMIN, "").statusCode())
                .isEqualTo(404);
        assertThat(dewey.log()).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/"})
    void aSocketEndsWhenItsTokenExpires(String door) {
        String token = dewey.shortLived(10);

        try (McpClient client = McpClient.modern(dewey.webSocket(door), GuardedDewey.bearer(token))) {
            begin(client);

            assertThat(client.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void whatWasDoneIsInTheAuditAndItsChainIsSound() throws Exception {
        String conversation;
        try (McpClient client = dewey.client(WRITER)) {
            conversation = begin(client);
            store(client, conversation, "audited");
            client.refusal("dewey_get_conversation", id(UUID.randomUUID().toString()));
        }
        try (McpClient client = dewey.client(READER)) {
            client.refusal("dewey_delete_conversation", JsonOf.object("conversation_id", conversation, "force", true));
        }

        await(() -> audit().contains(conversation) && audit().contains("\"outcome\":\"denied\""));

        assertThat(audit())
                .contains("\"caller\":\"writer\"", "\"what\":\"dewey_store_message\"", "\"outcome\":\"refused\"")
                .contains("\"caller\":\"reader\"", "\"action\":\"delete\"")
                .doesNotContain("stranger");
        JsonObject verified = McpClient.json(
                dewey.send("GET", "/api/audit/verification", ADMIN, "").body());
        assertThat(verified.getBoolean("sound")).as(verified.toString()).isTrue();
        assertThat(verified.getInt("rows")).isGreaterThan(3);
    }

    @Test
    void noSecretLeavesTheServer() throws Exception {
        String mistaken = "a-secret-that-was-mistyped-0123456789";
        dewey.send("POST", "/mcp", mistaken, "{}");
        dewey.send("GET", "/mcp?access_token=" + mistaken, null, "");
        String signed = dewey.issuer().token(claims -> claims);
        dewey.post("/mcp", signed, "ping", JsonOf.object());

        String told = dewey.log()
                + dewey.send("GET", "/health", null, "").body()
                + dewey.send("GET", "/metrics", null, "").body()
                + dewey.send("POST", "/mcp", mistaken, "{}").body()
                + dewey.send("GET", "/api/audit", ADMIN, "").body();
        assertThat(told)
                .contains("was not let in")
                .doesNotContain(mistaken)
                .doesNotContain(signed)
                .doesNotContain(READER)
                .doesNotContain(WRITER)
                .doesNotContain(ADMIN);
    }

    private static String audit() {
        try {
            return dewey.send("GET", "/api/audit?limit=1000", ADMIN, "").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static HttpResponse<String> initialize(String path, String token) throws Exception {
        return dewey.post(
                path,
                token,
                "initialize",
                JsonOf.object(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        JsonValue.EMPTY_JSON_OBJECT,
                        "clientInfo",
                        JsonOf.object("name", "test", "version", "1")));
    }

    private static String sessionOf(String token) throws Exception {
        return initialize("/mcp", token).headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private static HttpResponse<String> listTools(String token, String session) throws Exception {
        return dewey.post("/mcp", token, "tools/list", JsonOf.object(), "Mcp-Session-Id", session);
    }

    private static List<String> tools(McpClient client) {
        return client.request("tools/list").getJsonObject("result").getJsonArray("tools").stream()
                .map(tool -> ((JsonString) ((JsonObject) tool).get("name")).getString())
                .toList();
    }

    private static String error(McpClient client, String method, String name, String value) {
        return client.request(method, JsonOf.object(name, value))
                .getJsonObject("error")
                .toString();
    }

    private static String begin(McpClient client) {
        return client.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
    }

    private static void store(McpClient client, String conversation, String content) {
        client.structured(
                "dewey_store_message",
                JsonOf.object("conversation_id", conversation, "role", "user", "content", content));
    }

    private static JsonObject id(String conversation) {
        return JsonOf.object("conversation_id", conversation);
    }
}
