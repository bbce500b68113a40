package dewey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class ConsoleIT {
    private final RunningDewey dewey;
    private final Web web;
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");

    ConsoleIT(RunningDewey dewey) {
        this.dewey = dewey;
        web = new Web(dewey);
    }

    @Test
    void showsWhatTheToolsHaveStored() throws Exception {
        // given
        String id = conversation("Seen in the console", "A " + word + " in a haystack");

        // then
        JsonObject read = web.get("/api/conversations/" + id + "?limit=5");
        assertThat(read.getString("title")).isEqualTo("Seen in the console");
        assertThat(read.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("A " + word + " in a haystack");
        JsonObject listed = web.get("/api/conversations?limit=1&sort_by=created_at");
        assertThat(listed.getJsonArray("conversations")).hasSize(1);
        JsonObject found = web.get("/api/search?query=" + word);
        assertThat(found.getInt("total")).isEqualTo(1);
        assertThat(found.getJsonArray("results").getJsonObject(0).getString("snippet"))
                .contains("«" + word + "»");
    }

    @Test
    void isWhereABrowserComesToThatKnowsTheServerOnly() throws Exception {
        HttpResponse<String> response = web.send("GET", "/", null);

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/console/"));
    }

    @Test
    void saysARefusalInTheToolsOwnWords() throws Exception {
        // then
        assertRefused("/api/conversations/" + UUID.randomUUID(), 404, "not_found", "no such conversation");
        assertRefused(
                "/api/conversations?limit=1000", 400, "invalid_argument", "limit is 1000; it must be from 1 to 100");
        assertRefused("/api/search?query=x&colour=red", 400, "invalid_argument", "colour is not an argument");
        assertRefused("/api/sessions/no-id", 400, "invalid_argument", "conversation_id");
    }

    @Test
    void editsStartupContexts() throws Exception {
        // when
        HttpResponse<String> made =
                web.change("PUT", "/api/contexts/" + word, "{\"content\": \"Be <b>kind</b>.\", \"set_active\": false}");

        // then
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(web.get("/api/contexts/" + word).getString("content")).isEqualTo("Be <b>kind</b>.");
        assertThat(web.change("PUT", "/api/contexts/" + word, "not JSON").statusCode())
                .isEqualTo(400);
        assertThat(web.change("DELETE", "/api/contexts/" + word, null).statusCode())
                .isEqualTo(200);
        assertRefused("/api/contexts/" + word, 404, "not_found", "no such");
    }

    @Test
    void editsConversationsAndTakesThemOutOfTheTrash() throws Exception {
        // given
        String id = conversation("Before", "A " + word + " to keep");
        String path = "/api/conversations/" + id;

        // when
        HttpResponse<String> edited =
                web.change("PATCH", path, "{\"title\": \"After\", \"metadata\": {\"colour\": \"red\"}}");
        web.change("DELETE", path, null);

        // then
        assertThat(edited.statusCode()).as(edited.body()).isEqualTo(200);
        assertRefused(path, 404, "not_found", "no such conversation");
        assertThat(web.get("/api/trash?limit=1")
                        .getJsonArray("conversations")
                        .getJsonObject(0)
                        .getString("title"))
                .isEqualTo("After");
        assertThat(web.change("POST", "/api/trash/" + id + "/restore", null).statusCode())
                .isEqualTo(200);
        assertThat(web.get(path).getJsonObject("metadata").getString("colour")).isEqualTo("red");
        assertThat(web.change("DELETE", "/api/trash/" + id, null).statusCode()).isEqualTo(200);
        assertThat(web.change("POST", "/api/trash/" + id + "/restore", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsConversationsForAsLongAsItIsTold() throws Exception {
        // given
        String body = "{\"older_than_days\": 30, \"metadata\": {\"project\": \"" + word + "\"}}";

        // when
        HttpResponse<String> set = web.change("PUT", "/api/retention/" + word, body);
        HttpResponse<String> applied = web.change("POST", "/api/retention/" + word + "/apply", "{\"dry_run\": false}");

        // then
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(Web.json(applied).getInt("conversations")).isZero();
        assertThat(web.get("/api/retention").getJsonArray("policies").getValuesAs(JsonObject.class))
                .anySatisfy(policy -> assertThat(policy.getString("name")).isEqualTo(word));
        assertThat(web.change("PUT", "/api/retention/" + word, "{\"older_than_days\": 0}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(web.change("DELETE", "/api/retention/" + word, null).statusCode())
                .isEqualTo(200);
        assertThat(web.change("POST", "/api/retention/" + word + "/apply", "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesNoChangeFromAForeignPage() throws Exception {
        // given
        String id = conversation("Not to be deleted from elsewhere", word);
        String path = "/api/conversations/" + id;
        String own = dewey.http("/").toString().replaceFirst("/$", "");

        // then
        assertThat(web.send("DELETE", path, null).statusCode()).isEqualTo(403);
        assertThat(web.send("DELETE", path, null, "X-Dewey-Request", "1", "Origin", "http://elsewhere.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(web.send("GET", path, null, "Origin", "http://elsewhere.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(web.send("DELETE", path, null, "X-Dewey-Request", "1", "Origin", own)
                        .statusCode())
                .isEqualTo(200);
        assertThat(web.send("GET", path, null).statusCode()).isEqualTo(404);
    }

    @Test
    void allowsPagesNothingButWhatThisServerHas() throws Exception {
        for (String path : new String[] {"/console/", "/console/app.js", "/console/console.css", "/api/overview"}) {
            // when
            HttpResponse<String> response = web.send("GET", path, null);

            // then
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'self'", "frame-ancestors 'none'")
                            .doesNotContain("unsafe"));
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }

    @Test
    void tellsWhatIsOpenAndClosesIt() throws Exception {
        // given
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            client.call("dewey_list_startup_contexts", JsonOf.object());
            JsonObject overview = web.get("/api/overview");

            // then
            assertThat(overview.getJsonObject("open").getInt("websocket")).isPositive();
            assertThat(overview.getJsonArray("calls").getValuesAs(JsonObject.class))
                    .anySatisfy(call -> {
                        assertThat(call.getString("tool")).isEqualTo("dewey_list_startup_contexts");
                        assertThat(call.getInt("answered")).isPositive();
                    });
            assertThat(overview.getJsonArray("steps")).isNotEmpty();

            // when
            JsonObject latest = overview.getJsonArray("sockets").getValuesAs(JsonObject.class).stream()
                    .reduce((first, second) -> second)
                    .orElseThrow();
            assertThat(latest.getString("path")).isEqualTo("/mcp");
            // the frames of MCP are the server's own or Dewey's, as the environment says that this run's server has,
            // too
            assertThat(latest.getBoolean("own_frames"))
                    .isEqualTo(Boolean.parseBoolean(System.getenv("DEWEY_WEBSOCKET_OWN_FRAMES")));
            HttpResponse<String> closed = web.change("DELETE", "/api/sockets/" + latest.getString("id"), null);

            // then
            assertThat(closed.statusCode()).isEqualTo(200);
            assertThat(client.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void keepsATokenWhereNoScriptCanReadIt() throws Exception {
        // when
        HttpResponse<String> kept =
                web.send("POST", "/api/login", null, "X-Dewey-Request", "1", "Authorization", "Bearer abc.def_1~+/-==");
        HttpResponse<String> forgotten = web.change("DELETE", "/api/login", null);

        // then
        assertThat(kept.statusCode()).isEqualTo(204);
        assertThat(kept.headers().firstValue("Set-Cookie"))
                .hasValue("dewey_token=abc.def_1~+/-==; Path=/; HttpOnly; SameSite=Strict");
        assertThat(forgotten.headers().firstValue("Set-Cookie"))
                .hasValue("dewey_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
        assertThat(web.change("POST", "/api/login", null).statusCode()).isEqualTo(400);
        assertThat(web.get("/api/login").getString("name")).isEqualTo("local");
        assertThat(web.get("/api/login").getJsonArray("roles").toString()).isEqualTo("[\"admin\"]");
    }

    @Test
    void tellsHowMuchIsStored() throws Exception {
        // given
        JsonObject before = web.get("/api/storage");
        conversation("One more", word);

        // then
        JsonObject after = web.get("/api/storage");
        assertThat(after.getInt("conversations")).isGreaterThan(before.getInt("conversations"));
        assertThat(after.getJsonArray("days")).hasSize(30);
        assertThat(after.getJsonArray("days").getJsonObject(29).getInt("messages"))
                .isPositive();
        assertThat(after.getJsonNumber("database_bytes").longValue()).isPositive();
    }

    @Test
    void looksAfterUpstreams() throws Exception {
        // given
        JsonObject upstream =
                web.get("/api/upstreams").getJsonArray("upstreams").getJsonObject(0);

        // then
        assertThat(upstream.getString("state")).isIn("unknown", "healthy", "degraded", "failed");
        assertThat(upstream).doesNotContainKeys("url", "headers", "command", "environment");
        String name = upstream.getString("name");
        assertThat(web.change("POST", "/api/upstreams/" + name + "/retry", null).statusCode())
                .isEqualTo(200);
        assertThat(web.change("POST", "/api/upstreams/none/retry", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void givesItsMetersAndItsDescription() throws Exception {
        assertThat(web.send("GET", "/api/metrics", null).body()).contains("# TYPE dewey_calls_total counter");
        assertThat(web.send("GET", "/openapi", null).body())
                .contains("/api/conversations/{id}", "Reads a conversation", "/api/search");
    }

    private String conversation(String title, String content) {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            String id = client.structured("dewey_begin_conversation", JsonOf.object("title", title))
                    .getString("conversation_id");
            client.structured(
                    "dewey_store_message", JsonOf.object("conversation_id", id, "role", "user", "content", content));
            return id;
        }
    }

    private void assertRefused(String path, int status, String reason, String words) throws Exception {
        HttpResponse<String> response = web.send("GET", path, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonObject error = Web.json(response).getJsonObject("error");
        assertThat(error.getString("reason")).isEqualTo(reason);
        assertThat(error.getString("message")).contains(words);
    }
}
