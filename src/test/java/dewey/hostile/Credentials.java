package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.authentication.GuardedDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import dewey.wire.Handshake;
import dewey.wire.HttpHead;
import dewey.wire.HttpReply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Credentials that are none, or are shown where they must not be. */
final class Credentials {
    private static final String ROOM = "authentication";
    private static final List<String> SOCKET_DOORS = List.of("/mcp", "/", "/proxy/up");
    private static final List<String> HTTP_DOORS = List.of(
            "POST /mcp",
            "GET /mcp",
            "DELETE /mcp",
            "POST /proxy/up",
            "GET /api/audit",
            "GET /api/export",
            "POST /api/import",
            "GET /api/overview",
            "POST /api/login",
            "GET /metrics");

    private final GuardedDewey dewey;
    private final List<Case> cases = new ArrayList<>();
    private int neighbours = 1;

    Credentials(GuardedDewey dewey) {
        this.dewey = dewey;
    }

    Stream<Case> cases() {
        notLetIn("none");
        bad().forEach((what, value) -> notLetIn(what, "Authorization", value));
        notLetIn("two of them", "Authorization", bearer(GuardedDewey.WRITER), "Authorization", bearer("x"));
        cases.add(Case.of(Row.H05, ROOM, "the console's cookie, at the doors of MCP", this::cookie));
        cases.add(Case.of(Row.H05, ROOM, "the right one, for comparison", () -> letIn("Bearer")));
        cases.add(Case.of(Row.H05, ROOM, "the right one, as \"bEARER\"", () -> letIn("bEARER")));
        cases.add(
                Case.of(Row.H05, ROOM, "a hundred wrong ones, and a right one from the same address", this::guessing));
        inTheQuery();
        cases.add(Case.of(Row.H07, "proxy", "what a proxy in front of Dewey says of its client", this::forwarded));
        cases.add(
                Case.of(Row.H05, ROOM, "none of all these is stored or logged, nor what was right", this::keptNowhere));
        return cases.stream();
    }

    /** Values of {@code Authorization}. */
    private Map<String, String> bad() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("an empty one", "");
        bad.put("Bearer and nothing", "Bearer ");
        bad.put("Basic", "Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8)));
        bad.put("without its kind", GuardedDewey.WRITER);
        bad.put("one letter more", bearer(GuardedDewey.WRITER + "x"));
        bad.put("one letter less", bearer(GuardedDewey.WRITER.substring(1)));
        bad.put("in capitals", bearer(GuardedDewey.WRITER.toUpperCase(Locale.ROOT)));
        bad.put("twice in one", bearer(GuardedDewey.WRITER + " " + GuardedDewey.WRITER));
        bad.put("its hash", bearer(GuardedDewey.hash(GuardedDewey.WRITER)));
        bad.put("SQL", bearer("' OR '1'='1"));
        bad.put("a lookup", bearer("${jndi:ldap://127.0.0.1:1/x}"));
        bad.put("7 KB of it", bearer("x".repeat(7_000)));
        bad.put("one that has expired", bearer(GuardedDewey.EXPIRED));
        bad.put(
                "one for another audience",
                bearer(dewey.issuer().token(claims -> claims.audience("https://another.example.org"))));
        bad.put("signed, and expired", bearer(dewey.issuer().token(claims -> claims.expirationTime(new Date(1)))));
        bad.put(
                "signed, and not valid yet",
                bearer(dewey.issuer().token(claims -> claims.notBeforeTime(new Date(4_000_000_000_000L)))));
        bad.put("signed, without a tenant", bearer(dewey.issuer().token(claims -> claims.claim("tenant", null))));
        bad.put("of another issuer", bearer(dewey.issuer().token(claims -> claims.issuer("https://evil.example"))));
        bad.put("signed by nobody", bearer(unsigned("{\"alg\":\"none\"}")));
        bad.put(
                "with a key of its own choice",
                bearer(unsigned("{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\",\"kid\":\"../../etc/passwd\"}")));
        bad.put("three dots", bearer("..."));
        bad.put("no JSON in it", bearer("eyJ.eyJ.eyJ"));
        return bad;
    }

    private static String unsigned(String header) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(
                        "{\"sub\":\"x\",\"tenant\":\"acme\",\"roles\":[\"admin\"]}".getBytes(StandardCharsets.UTF_8))
                + ".";
    }

    /** 401 at every door, which the many failures of a single address would hide behind 429. */
    private void notLetIn(String what, String... headers) {
        cases.add(Case.of(Row.H05, ROOM, what, () -> {
            Doors doors = doors();
            for (String door : SOCKET_DOORS) {
                Handshake handshake = Handshake.to(doors.at(door));
                for (int i = 0; i < headers.length; i += 2) {
                    handshake.with(headers[i], headers[i + 1]);
                }
                requireUnauthorized(door, doors.answer(handshake));
            }
            doors = doors();
            for (String door : HTTP_DOORS) {
                String[] parts = door.split(" ");
                String body = parts[0].equals("POST") ? Doors.PING : "";
                requireUnauthorized(
                        door, doors.request(parts[0], parts[1], body, headers).head());
            }
            return "401";
        }));
    }

    private String forwarded() throws IOException {
        List<String> headers = new ArrayList<>(List.of("Authorization", bearer(GuardedDewey.WRITER)));
        for (String name : List.of(
                "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via", "Cookie", "X-Api-Key")) {
            headers.addAll(List.of(name, Hostile.SECRET));
        }
        HttpReply reply = doors().post("/proxy/up", Doors.PING, headers.toArray(String[]::new));
        assertThat(reply.body()).contains("from the upstream");
        assertThat(dewey.issuer().heard())
                .as("what the upstream was asked")
                .isNotEmpty()
                .noneMatch(head -> head.contains(Hostile.SECRET) || head.contains(GuardedDewey.WRITER));
        return "not passed on";
    }

    private String cookie() throws IOException {
        String cookie = "dewey_token=" + GuardedDewey.WRITER;
        Doors doors = doors();
        for (String door : SOCKET_DOORS) {
            requireUnauthorized(door, doors.answer(Handshake.to(doors.at(door)).with("Cookie", cookie)));
        }
        requireUnauthorized(
                "/mcp", doors.post("/mcp", Doors.PING, "Cookie", cookie).head());
        return "401";
    }

    private static void requireUnauthorized(String door, HttpHead answer) {
        assertThat(answer.status()).as(door + ": " + answer.text()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).as(door).isPresent();
        assertThat(answer.header("Upgrade")).as(door).isEmpty();
    }

    private String letIn(String kind) throws IOException {
        String[] header = {"Authorization", kind + " " + GuardedDewey.WRITER};
        Doors doors = doors();
        for (String door : SOCKET_DOORS.subList(0, 2)) {
            assertThat(doors.answer(Handshake.to(doors.at(door)).with(header[0], header[1]))
                            .status())
                    .isEqualTo(101);
        }
        assertThat(doors.request("GET", "/api/overview", "", header).status()).isEqualTo(200);
        return "let in";
    }

    private String guessing() throws IOException {
        Doors doors = doors();
        int tooMany = 0;
        for (int i = 0; i < 100; i++) {
            HttpReply reply = doors.post("/mcp", Doors.PING, "Authorization", bearer("guess-" + i));
            if (reply.status() == 429) {
                assertThat(reply.head().header("Retry-After")).isPresent();
                tooMany++;
            } else {
                assertThat(reply.status()).isEqualTo(401);
            }
        }
        assertThat(tooMany).isGreaterThan(50);
        String good = bearer(GuardedDewey.WRITER);
        assertThat(doors.request("GET", "/api/overview", "", "Authorization", good)
                        .status())
                .isEqualTo(200);
        return tooMany + " × 429, then 200";
    }

    /** This server takes tokens there; that others do not is {@code AccessIT}'s. */
    private void inTheQuery() {
        cases.add(Case.of(Row.H06, ROOM, "where that is enabled", () -> {
            Doors doors = doors();
            for (String door : SOCKET_DOORS.subList(0, 2)) {
                assertThat(doors.answer(Handshake.to(doors.at(door + inQuery(GuardedDewey.WRITER))))
                                .status())
                        .isEqualTo(101);
            }
            HttpReply reply = doors.post("/proxy/up" + inQuery(GuardedDewey.WRITER), Doors.PING);
            assertThat(reply.body()).contains("from the upstream");
            assertThat(dewey.issuer().heard())
                    .as("what the upstream was asked")
                    .isNotEmpty()
                    .noneMatch(head -> head.contains(GuardedDewey.WRITER));
            return "let in; the upstream sees nothing of it";
        }));
        for (String query : List.of(
                "?access_token=",
                "?access_token=" + GuardedDewey.WRITER + "x",
                "?ACCESS_TOKEN=" + GuardedDewey.WRITER,
                "?token=" + GuardedDewey.WRITER,
                "?a=" + URLEncoder.encode("&access_token=" + GuardedDewey.WRITER, StandardCharsets.UTF_8),
                "?access_token=x&access_token=" + GuardedDewey.WRITER,
                "?access_token=%0d%0aSet-Cookie:x")) {
            cases.add(Case.of(Row.H06, ROOM, query.replace(GuardedDewey.WRITER, "TOKEN"), () -> {
                Doors doors = doors();
                requireUnauthorized(query, doors.answer(Handshake.to(doors.at("/mcp" + query))));
                requireUnauthorized(
                        query, doors.request("POST", "/mcp" + query, Doors.PING).head());
                return "401";
            }));
        }
        cases.add(Case.of(Row.H06, ROOM, "a right one beside a wrong Authorization", () -> {
            Doors doors = doors();
            requireUnauthorized(
                    "both",
                    doors.request(
                                    "POST",
                                    "/mcp" + inQuery(GuardedDewey.WRITER),
                                    Doors.PING,
                                    "Authorization",
                                    bearer("x"))
                            .head());
            return "401";
        }));
    }

    private String keptNowhere() throws Exception {
        try (McpClient client = dewey.client(GuardedDewey.WRITER)) {
            client.structured("dewey_list_conversations", JsonOf.object());
        }
        String told = dewey.log()
                + dewey.send("GET", "/health", null, "").body()
                + dewey.send("GET", "/api/metrics", GuardedDewey.ADMIN, "").body()
                + dewey.send("GET", "/api/audit?limit=1000", GuardedDewey.ADMIN, "")
                        .body()
                + stored();
        for (String secret : List.of(
                GuardedDewey.READER,
                GuardedDewey.WRITER,
                GuardedDewey.ADMIN,
                GuardedDewey.STRANGER,
                GuardedDewey.EXPIRED,
                "guess-7")) {
            assertThat(told.contains(secret)).as(secret).isFalse();
        }
        assertThat(told).contains("was not let in");
        return "in no log, table, metric or audit";
    }

    /** All texts of all tables. */
    private String stored() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Connection connection = dewey.database();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names =
                    statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            assertThat(tables).contains("messages", "audit", "tokens");
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
                    while (rows.next()) {
                        all.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    /** From an address that has failed at nothing yet. */
    private Doors doors() {
        return new Doors(dewey.webSocket("/mcp"), "127.0.2." + neighbours++);
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static String inQuery(String token) {
        return "?access_token=" + token;
    }
}
