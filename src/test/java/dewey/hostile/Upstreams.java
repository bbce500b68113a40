package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedUpstream;
import dewey.servers.Differences;
import dewey.wire.Handshake;
import dewey.wire.HttpHead;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where the proxy may be led, and what it does where nobody good answers. */
@SuppressWarnings("try") // a session that is only opened
final class Upstreams {
    private static final String ROOM = "proxy";
    private static final Set<Integer> REFUSALS = Set.of(400, 404, 414, 431);
    private static final Set<Integer> BY_THE_SERVER_ITSELF = Set.of(503);

    private final RunningDewey dewey;
    private final Doors doors;
    private final ProxyDoor proxy;

    Upstreams(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
        proxy = new ProxyDoor(dewey);
    }

    Stream<Case> cases() {
        return Stream.of(headers(), names(), addresses(), ledAstray()).flatMap(cases -> cases);
    }

    private Stream<Case> headers() {
        Stream<Case> forwarded = Stream.of(
                        "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via", "x-forwarded-for")
                .map(name -> Case.of(Row.H07, "authentication", name + " where no credentials are asked for", () -> {
                    HttpHead answer = doors.answer(Handshake.to(doors.relay()).with(name, Hostile.SECRET));
                    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
                    return "403";
                }));
        return Stream.concat(
                forwarded, Stream.of(Case.of(Row.H07, ROOM, "credentials, cookies and others at once", () -> {
                    Handshake handshake = Handshake.to(doors.relay());
                    for (String name : List.of(
                            "Authorization",
                            "Proxy-Authorization",
                            "Cookie",
                            "X-Forwarded-User",
                            "X-My-Secret",
                            "X-Api-Key",
                            "Sec-WebSocket-Extensions",
                            "X-Amz-Security-Token",
                            "Te",
                            "Transfer-Encoding-X")) {
                        handshake.with(name, Hostile.SECRET);
                    }
                    try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT);
                            WireSocket client = WireSocket.open(Wire.to(doors.relay()), handshake);
                            ScriptedSession session = upstream.session()) {
                        assertThat(session.header("authorization")).isEqualTo("Bearer of-the-upstream");
                        assertThat(session.headers().values()).noneMatch(value -> value.contains(Hostile.SECRET));
                        return "only the upstream's own";
                    }
                })));
    }

    private Stream<Case> names() {
        List<String> paths = new ArrayList<>(List.of(
                "/proxy",
                "/proxy/",
                "/proxy?upstream=",
                "/proxy/unknown",
                "/proxy?upstream=unknown",
                "/proxy/" + "x".repeat(10_000),
                "/proxy/scripted%00",
                "/proxy/%00",
                "/proxy/..%2fadmin",
                "/proxy/../health",
                "/proxy/scripted/..",
                "/proxy//scripted",
                "/proxy/scripted/",
                "/proxy/scripted;x=y",
                "/proxy/scripted%20",
                "/proxy/%73cripted",
                "/proxy/scripted?upstream=scripted",
                "/proxy?upstream=scripted&upstream=scripted",
                "/proxy?upstream=a&upstream=b",
                "/proxy?Upstream=scripted",
                "/proxy/s\u0441ripted",
                "/proxy/SCRIPTED",
                "/proxy/scripted%E2%80%8B",
                "/proxy/*",
                "/proxy/${jndi:ldap:x}",
                "/proxy/%0d%0aX-Forged:1",
                "/proxy/replay:" + "0".repeat(36),
                "/proxy/replay/" + "0".repeat(36),
                "/proxy/replay/scripted",
                "/proxy/replay/../scripted"));
        for (String text : List.of("<script>", "'; DROP TABLE x; --", "{}", "%1b%5b2J", "%n")) {
            paths.add("/proxy/" + text.replace(" ", "%20"));
        }
        return paths.stream().map(path -> refused(Row.H08, path));
    }

    private Stream<Case> addresses() {
        return Stream.of(
                        "http://169.254.169.254/",
                        "ws://127.0.0.1:5432",
                        "ws://[::ffff:10.0.0.1]",
                        "ws://0x7f000001",
                        "ws://2130706433",
                        "//evil.example",
                        "localhost:5432",
                        "file:///etc/passwd",
                        "unix:/tmp/x",
                        "jdbc:postgresql://x")
                .flatMap(address -> Stream.of(
                        refused(Row.H09, "/proxy/" + address),
                        refused(Row.H09, "/proxy/" + address.replace("/", "%2f").replace(":", "%3a")),
                        refused(Row.H09, "/proxy?upstream=" + address)));
    }

    /** Refused before the upgrade, without a word about the upstreams that there are. */
    private Case refused(Row row, String path) {
        return Case.of(row, ROOM, Hostile.shown(path), () -> {
            Handshake handshake = Handshake.to(doors.mcp()).line("GET " + path + " HTTP/1.1");
            try (Wire wire = Wire.to(doors.mcp())) {
                wire.send(handshake.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                HttpHead head = wire.head();
                if (head.status() == 200) {
                    // Grizzly (Payara) fails on some malformed URIs before anybody is asked, and says nothing
                    assertThat(head.header("Content-Length")).contains("0");
                    return "nothing";
                }
                assertThat(head.status())
                        .as(head.text())
                        .isIn(Differences.leaveToDewey(path) ? REFUSALS : BY_THE_SERVER_ITSELF);
                assertThat(head.text()).doesNotContain("sleepy", "over-http", "X-Forged: 1");
                return Integer.toString(head.status());
            } catch (java.io.EOFException end) {
                return "the connection ends";
            }
        });
    }

    private Stream<Case> ledAstray() {
        int own = doors.mcp().getPort();
        return Stream.of(
                ledTo("the metadata of a cloud", "ws://169.254.169.254/latest/meta-data"),
                ledTo("the metadata of a cloud, as a number", "ws://2852039166/"),
                ledTo("the metadata of a cloud, over HTTP", "http://169.254.169.254/"),
                ledTo("link-local IPv6", "ws://[fe80::1]/mcp"),
                ledTo("wrapped in IPv6", "ws://[::ffff:169.254.169.254]/"),
                ledTo("this host by no address", "ws://0.0.0.0:" + own + "/mcp"),
                ledTo("multicast", "ws://224.0.0.1/"),
                Case.of(Row.H10, ROOM, "this server itself", () -> {
                    proxy.upstream(
                            "hostile-loop", JsonOf.object("url", "ws://127.0.0.1:" + own + "/proxy/hostile-loop"));
                    return proxy.refusedSoon("/proxy/hostile-loop");
                }));
    }

    private Case ledTo(String what, String url) {
        return Case.of(Row.H10, ROOM, what, () -> {
            proxy.upstream("hostile-address", JsonOf.object("url", url));
            return proxy.refusedSoon("/proxy/hostile-address");
        });
    }
}
