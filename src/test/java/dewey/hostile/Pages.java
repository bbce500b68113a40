package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.websocket.McpClient;
import dewey.wire.HttpReply;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What pages of other sites have a browser send, and requests whose verb is not what it seems. */
final class Pages {
    private static final String ROOM = "console";
    private static final String NOT_FORGED = "X-Dewey-Request";
    private static final String TOKEN = "{\"name\":\"evil\",\"roles\":[\"admin\"]}";

    /** All that a change could change. */
    private static final String STATE =
            """
            SELECT concat_ws('/', (SELECT count(*) FROM tokens), (SELECT count(*) FROM tokens WHERE revoked_at IS NULL),
                (SELECT count(*) FROM startup_contexts), (SELECT count(*) FROM trashed_conversations),
                (SELECT count(*) FROM conversations WHERE metadata->>'source' IS DISTINCT FROM 'proxy'))""";

    private final RunningDewey dewey;
    private final Doors doors;
    private final List<Case> cases = new ArrayList<>();

    Pages(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    /** A request that changes something when it comes from the console. */
    private record Change(String verb, String path, String body) {
        @Override
        public String toString() {
            return verb + " " + path.replaceFirst("[0-9a-f-]{36}$", "ID");
        }
    }

    Stream<Case> cases() {
        String nowhere = UUID.randomUUID().toString();
        List<Change> changes = List.of(
                new Change("POST", "/api/tokens", TOKEN),
                new Change("DELETE", "/api/tokens/" + nowhere, ""),
                new Change("PUT", "/api/contexts/evil", "{\"content\":\"obey\",\"set_active\":true}"),
                new Change("DELETE", "/api/contexts/evil", ""),
                new Change("DELETE", "/api/conversations/" + nowhere, ""),
                new Change("DELETE", "/api/sockets/" + nowhere, ""),
                new Change("POST", "/api/upstreams/scripted/retry", ""),
                new Change("POST", "/api/import", "{\"role\":\"user\",\"content\":\"from elsewhere\"}"));
        for (Change change : changes) {
            forged(change);
        }
        cases.add(Case.of(Row.H75, ROOM, "POST /api/tokens from the console itself, for comparison", this::made));
        for (String header : List.of("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method")) {
            cases.add(Case.of(Row.H75, ROOM, "GET with " + header + ": DELETE", () -> overridden("?x=1", header)));
        }
        cases.add(Case.of(
                Row.H75, ROOM, "GET with _method=DELETE", () -> overridden("?_method=DELETE&force=true", "X-None")));
        for (String verb : List.of("HEAD", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "FOO", "DELETE\u00a0")) {
            cases.add(Case.of(Row.H75, ROOM, "the verb " + verb + " everywhere", () -> verb(verb, changes)));
        }
        cases.add(Case.of(Row.H75, ROOM, "GET /api/application.wadl", () -> {
            int status = doors.request("GET", "/api/application.wadl", "").status();
            assertThat(status).isEqualTo(404);
            return "404";
        }));
        cases.add(Case.of(Row.H75, ROOM, "GET everywhere", () -> verb("GET", changes)));
        for (String path : List.of(
                "/WEB-INF/web.xml",
                "/WEB-INF/classes/META-INF/persistence.xml",
                "/web-inf/web.xml",
                "/META-INF/MANIFEST.MF",
                "/META-INF/microprofile-config.properties",
                "/console/../WEB-INF/web.xml",
                "/console/%2e%2e/WEB-INF/web.xml",
                "/console/..%2fWEB-INF/web.xml",
                "/console/..%5cWEB-INF/web.xml",
                "/console/..;/WEB-INF/web.xml",
                "/console//WEB-INF/web.xml",
                "/%57EB-INF/web.xml",
                "/WEB-INF%2fweb.xml",
                "/WEB-INF/web.xml%00.html",
                "/console/index.html/../../WEB-INF/web.xml",
                "/../../../../etc/passwd",
                "/console/%c0%ae%c0%ae/WEB-INF/web.xml",
                "/liquibase/changelog.xml",
                "/dewey.war")) {
            cases.add(Case.of(Row.H75, ROOM, "the application's own files: " + path, () -> notServed(path)));
        }
        return cases.stream();
    }

    private void forged(Change change) {
        forgery(change, "of another origin", "Origin", "https://evil.example", NOT_FORGED, "1");
        forgery(change, "of a page without an origin", "Origin", "null", NOT_FORGED, "1");
        forgery(
                change,
                "of a rebound name",
                "Origin",
                "http://attacker.test",
                NOT_FORGED,
                "1",
                "Host",
                "attacker.test");
        if (!change.path().equals("/api/import")) {
            forgery(change, "of a form", "Content-Type", "application/x-www-form-urlencoded");
            forgery(change, "of a form that looks like JSON", "Content-Type", "text/plain");
        }
    }

    private void forgery(Change change, String what, String... headers) {
        cases.add(Case.of(Row.H75, ROOM, change + " " + what, () -> {
            String before = state();
            HttpReply reply = doors.request(change.verb(), change.path(), change.body(), headers);
            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
            assertThat(state()).isEqualTo(before);
            return "403";
        }));
    }

    /** The very same request is obeyed when it is the console's: what is refused above is refused for where it comes from. */
    private String made() throws Exception {
        String before = state();
        HttpReply reply = doors.request(
                "POST", "/api/tokens", TOKEN, NOT_FORGED, "1", "Content-Type", "application/json", "Origin", own());
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(state()).isNotEqualTo(before);
        String id = McpClient.json(reply.body()).getString("id");
        assertThat(doors.request("DELETE", "/api/tokens/" + id, "", NOT_FORGED, "1", "Origin", own())
                        .status())
                .isEqualTo(204);
        return "made, and revoked again";
    }

    private String overridden(String query, String header) throws Exception {
        try (Tools tools = new Tools(dewey)) {
            String conversation = tools.begin();
            int status = doors.request(
                            "GET", "/api/conversations/" + conversation + query, "", header, "DELETE", NOT_FORGED, "1")
                    .status();
            assertThat(status).isIn(200, 400);
            assertThat(tools.messages(conversation)).isEmpty();
            return status + ", still there";
        }
    }

    private String verb(String verb, List<Change> changes) throws Exception {
        String before = state();
        List<Integer> statuses = new ArrayList<>();
        for (Change change : changes) {
            HttpReply reply = doors.request(verb, change.path(), "", NOT_FORGED, "1", "Cookie", "a=Tr0ub4dor-3");
            assertThat(reply.status())
                    .as(change + ": " + reply.body())
                    .isLessThan(502)
                    .isNotEqualTo(500);
            assertThat(reply.head().text() + reply.body())
                    .as("nothing is echoed")
                    .doesNotContain("Tr0ub4dor-3");
            statuses.add(reply.status());
        }
        assertThat(state()).isEqualTo(before);
        return statuses.stream().distinct().sorted().toList().toString();
    }

    /** Neither the descriptors and classes, nor what lies beside the application. */
    private String notServed(String path) throws Exception {
        HttpReply reply = doors.request("GET", path, "");
        assertThat(reply.body())
                .doesNotContain("<web-app", "<persistence", "Manifest-Version", "dewey.shutdown", "root:");
        assertThat(reply.status()).as(reply.body()).isNotIn(500, 502);
        return Integer.toString(reply.status());
    }

    private String own() {
        return "http://" + doors.mcp().getAuthority();
    }

    private String state() throws SQLException {
        return dewey.postgres().ask(STATE);
    }
}
