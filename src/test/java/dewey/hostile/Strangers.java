package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.authentication.GuardedDewey;
import dewey.authentication.RankSum;
import dewey.hostile.Tools.Answer;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import dewey.wire.HttpReply;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Callers who may come in, but not there: to what another tenant has, or to what needs another role. */
final class Strangers {
    private static final String ROOM = "security";
    private static final String SAID = "the walrus sleeps in the attic";
    /** The first calls warm up what both kinds need. */
    private static final int WARM = 60;

    private static final int TIMED = Integer.getInteger("dewey.hostile.timed", 460);
    /** By chance once in 150,000 times. */
    private static final double BEYOND_CHANCE = 4.5;

    private final GuardedDewey dewey;
    private final Doors doors;
    private final List<Case> cases = new ArrayList<>();
    private final String session = UUID.randomUUID().toString();
    private final String theirs;

    Strangers(GuardedDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey.webSocket("/mcp"), "127.0.3.1");
        try (McpClient owner = dewey.client(GuardedDewey.WRITER)) {
            theirs = owner.structured("dewey_begin_conversation", JsonOf.object("session_id", session, "title", SAID))
                    .getString("conversation_id");
            for (int i = 0; i < 20; i++) {
                owner.structured(
                        "dewey_store_message",
                        JsonOf.object("conversation_id", theirs, "role", "user", "content", SAID + " " + i));
            }
        }
    }

    Stream<Case> cases() {
        cases.add(Case.of(Row.H40, ROOM, "every tool that takes a conversation: another's and none", this::sameWords));
        for (String tool : List.of(
                "dewey_get_conversation",
                "dewey_get_session",
                "dewey_store_message",
                "dewey_update_conversation",
                "dewey_delete_conversation")) {
            cases.add(Case.of(Row.H40, ROOM, tool + ": the time for another's and for none", () -> sameTime(tool)));
        }
        cases.add(Case.of(Row.H40, ROOM, "searches and lists of another tenant", this::nothingFound));
        administration();
        exports();
        return cases.stream();
    }

    private String sameWords() {
        int asked = 0;
        String absent = UUID.randomUUID().toString();
        try (McpClient stranger = dewey.client(GuardedDewey.STRANGER)) {
            JsonArray tools =
                    stranger.request("tools/list").getJsonObject("result").getJsonArray("tools");
            for (JsonObject tool : tools.getValuesAs(JsonObject.class)) {
                JsonObject schema = tool.getJsonObject("inputSchema");
                if (Schemas.names(schema).contains("conversation_id")) {
                    assertThat(told(stranger, tool, theirs))
                            .as(tool.getString("name"))
                            .isEqualTo(told(stranger, tool, absent));
                    asked++;
                }
            }
        }
        assertThat(asked).isGreaterThan(5);
        return asked + " tools: the same words";
    }

    private static String told(McpClient client, JsonObject tool, String conversation) {
        JsonObject arguments = JsonText.object(Schemas.least(tool.getJsonObject("inputSchema"), conversation))
                .add("conversation_id", conversation)
                .build();
        Answer answer = new Answer(McpClient.await(client.beginCall(tool.getString("name"), arguments)));
        JsonObject result = answer.response().getJsonObject("result");
        return String.valueOf(result == null ? answer.response().get("error") : result)
                .replace(conversation, "ID")
                .replaceAll("\"took_ms\":\\d+", "");
    }

    private String sameTime(String tool) {
        List<Long> ofTheirs = new ArrayList<>();
        List<Long> ofAbsent = new ArrayList<>();
        // in pairs, so that a machine that becomes slower or faster meanwhile does so for both
        Random coin = new Random(tool.hashCode());
        // asked for as often, and beside it in every index: an id that is new each time would be slower for being new
        String absent = theirs.substring(0, theirs.length() - 4) + (theirs.endsWith("0000") ? "0001" : "0000");
        try (McpClient stranger = dewey.client(GuardedDewey.STRANGER)) {
            for (int i = 0; i < (WARM + TIMED) / 2; i++) {
                boolean theirsFirst = coin.nextBoolean();
                for (String conversation : theirsFirst ? List.of(theirs, absent) : List.of(absent, theirs)) {
                    long took = refused(stranger, tool, conversation);
                    if (i >= WARM / 2) {
                        (conversation.equals(theirs) ? ofTheirs : ofAbsent).add(took);
                    }
                }
            }
        }
        double z = RankSum.z(ofTheirs, ofAbsent);
        assertThat(z).isBetween(-BEYOND_CHANCE, BEYOND_CHANCE);
        return String.format(
                java.util.Locale.ROOT,
                "indistinguishable: z = %.2f of %d calls, whose medians are %.1f and %.1f µs",
                z,
                TIMED,
                median(ofTheirs),
                median(ofAbsent));
    }

    /** How many nanoseconds that took. */
    private static long refused(McpClient stranger, String tool, String conversation) {
        JsonObject arguments = arguments(tool, conversation);
        long begun = System.nanoTime();
        JsonObject refusal = stranger.refusal(tool, arguments);
        long took = System.nanoTime() - begun;
        assertThat(refusal.getString("reason")).isEqualTo("not_found");
        return took;
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e3;
    }

    private static JsonObject arguments(String tool, String conversation) {
        return switch (tool) {
            case "dewey_store_message" ->
                JsonOf.object("conversation_id", conversation, "role", "user", "content", "x");
            case "dewey_delete_conversation" -> JsonOf.object("conversation_id", conversation, "force", true);
            case "dewey_update_conversation" -> JsonOf.object("conversation_id", conversation, "title", "x");
            default -> JsonOf.object("conversation_id", conversation);
        };
    }

    private String nothingFound() throws Exception {
        try (McpClient stranger = dewey.client(GuardedDewey.STRANGER)) {
            for (JsonObject found : List.of(
                    stranger.structured("dewey_search", JsonOf.object("query", "walrus attic")),
                    stranger.structured("dewey_search", JsonOf.object("query", "walrus", "conversation_id", theirs)),
                    stranger.structured("dewey_list_conversations", JsonOf.object("session_id", session)),
                    stranger.structured("dewey_list_sessions", JsonOf.object()),
                    stranger.structured("dewey_list_trash", JsonOf.object()),
                    stranger.request("resources/list"),
                    stranger.request(
                            "completion/complete",
                            JsonOf.object(
                                    "ref", JsonOf.object("type", "ref/prompt", "name", "resume_conversation"),
                                    "argument", JsonOf.object("name", "conversation", "value", ""))))) {
                assertThat(found.toString()).doesNotContain("walrus", theirs, session);
            }
        }
        for (String path : List.of(
                "/api/overview",
                "/api/storage",
                "/api/conversations",
                "/api/sessions",
                "/api/search?query=walrus",
                "/api/contexts",
                "/api/metrics",
                "/api/upstreams")) {
            HttpReply reply = as(GuardedDewey.STRANGER, "GET", path, "");
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.body()).as(path).doesNotContain("walrus", theirs, session);
        }
        assertThat(as(GuardedDewey.STRANGER, "GET", "/api/upstreams", "").body())
                .contains("\"theirs\"");
        assertThat(as(GuardedDewey.ADMIN, "GET", "/api/upstreams", "").body()).doesNotContain("\"theirs\"");
        assertThat(as(GuardedDewey.ADMIN, "POST", "/api/upstreams/theirs/retry", "")
                        .status())
                .isEqualTo(404);
        return "nothing of it, at no door";
    }

    private void administration() {
        String nowhere = UUID.randomUUID().toString();
        for (String path : List.of(
                "/api/tokens",
                "/api/tokens/",
                "/api/tokens/" + nowhere,
                "/api/audit",
                "/api/audit/verification",
                "//api/audit",
                "/api//audit",
                "/api/./audit",
                "/x/../api/audit",
                "/api/%61udit",
                "/api/audit;x=y",
                "/api;x=y/audit",
                "/API/audit",
                "/console/../api/audit",
                "/health/../api/audit",
                "/.well-known/oauth-protected-resource/../../api/audit",
                "/console/..;/api/audit",
                "/health/..%2fapi/audit")) {
            cases.add(Case.of(
                    Row.H75,
                    "admin",
                    path.replace(nowhere, "ID") + " by every verb, without the role",
                    () -> withoutRole(path)));
        }
        for (String change : List.of(
                "DELETE /api/sockets/" + nowhere,
                "POST /api/upstreams/up/retry",
                "DELETE /api/conversations/" + theirs,
                "PUT /api/contexts/x",
                "DELETE /api/contexts/x",
                "POST /api/import")) {
            cases.add(Case.of(Row.H75, "console", change.replaceFirst("[0-9a-f-]{36}", "ID") + " by a reader", () -> {
                String[] parts = change.split(" ");
                // Payara answers 400 to a DELETE that has a body, before any application sees it
                String body = parts[0].equals("DELETE") ? "" : "{\"content\":\"x\",\"role\":\"user\"}";
                HttpReply reply = as(GuardedDewey.READER, parts[0], parts[1], body);
                assertThat(reply.status()).as(reply.body()).isEqualTo(403);
                return "403";
            }));
        }
        cases.add(Case.of(Row.H75, "audit", "what was refused is in the audit", this::audited));
    }

    private String withoutRole(String path) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (String token : List.of(GuardedDewey.READER, GuardedDewey.WRITER, "")) {
            for (String verb : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO")) {
                String body = verb.equals("POST") ? "{\"name\":\"evil\",\"roles\":[\"admin\"]}" : "";
                HttpReply reply = as(token, verb, path, body);
                // where nothing is, the server tells everyone which verbs there would be
                boolean nothing = verb.equals("OPTIONS") && reply.body().isEmpty() || reply.status() == 501;
                if (!nothing) {
                    assertThat(reply.status()).as(verb + " " + reply.body()).isBetween(300, 499);
                }
                assertThat(reply.body()).doesNotContain("\"entries\"", "\"tokens\"", "\"sound\"");
                statuses.add(reply.status());
            }
        }
        return statuses.stream().distinct().sorted().toList().toString();
    }

    private String audited() throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String audit = "";
        while (!audit.contains("needs the role admin") && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(200);
            audit = as(GuardedDewey.ADMIN, "GET", "/api/audit?limit=1000", "").body();
        }
        assertThat(audit).contains("needs the role admin", "\"denied\"", "\"caller\":\"reader\"");
        assertThat(McpClient.json(as(GuardedDewey.ADMIN, "GET", "/api/audit/verification", "")
                                .body())
                        .getBoolean("sound"))
                .isTrue();
        return "denied, by whom, from where";
    }

    private void exports() {
        for (String query : List.of("conversation_id=" + theirs, "session_id=" + session, "query=walrus", "")) {
            for (String format : List.of("jsonl", "markdown", "html", "csv")) {
                String what = query.replace(theirs, "ID").replace(session, "ID");
                cases.add(Case.of(Row.H76, "transfers", "another's as " + format + ", by " + what, () -> {
                    HttpReply own = as(GuardedDewey.WRITER, "GET", "/api/export?format=" + format + "&" + query, "");
                    assertThat(own.status()).isEqualTo(200);
                    assertThat(own.body()).contains("walrus");
                    HttpReply reply =
                            as(GuardedDewey.STRANGER, "GET", "/api/export?format=" + format + "&" + query, "");
                    assertThat(reply.status()).isEqualTo(query.startsWith("conversation_id") ? 404 : 200);
                    assertThat(reply.body().replace("walrus</", "")).doesNotContain("walrus", theirs);
                    return Integer.toString(reply.status());
                }));
            }
        }
    }

    private HttpReply as(String token, String verb, String path, String body) throws Exception {
        String[] none = {"X-Dewey-Request", "1", "Content-Type", "application/json"};
        String[] some = {"X-Dewey-Request", "1", "Content-Type", "application/json", "Authorization", "Bearer " + token
        };
        return doors.request(verb, path, body, token.isEmpty() ? none : some);
    }
}
