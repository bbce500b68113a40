package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.wire.Handshake;
import dewey.wire.HttpHead;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a page of another site can have a browser read without saying where it comes from: images, scripts, frames and navigations carry no
 * {@code Origin}. The page sees nothing of the answer but how long it took, which tells whether a search has found something.
 */
final class Embedded {
    private static final List<String> PATHS =
            List.of("/api/search?query=secret", "/api/overview", "/api/export?format=html", "/mcp", "/proxy/over-http");
    /** Everything there is, also what answers everyone. */
    private static final List<String> ALL = List.of(
            "/health",
            "/health/ready",
            "/metrics",
            "/console/",
            "/console/index.html",
            "/",
            "/api/conversations",
            "/mcp",
            "/proxy/over-http",
            "/.well-known/oauth-protected-resource",
            "/nothing");

    private final Doors doors;

    Embedded(RunningDewey dewey) {
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String path : PATHS) {
            for (String site : List.of("cross-site", "same-site", "nonsense")) {
                cases.add(Case.of(
                        Row.H01, "websocket", "GET " + path + " for a page, " + site, () -> refused(path, site)));
            }
        }
        cases.add(Case.of(Row.H01, "websocket", "a WebSocket for a page, cross-site, without its origin", () -> {
            HttpHead answer = doors.answer(Handshake.to(doors.mcp()).with("Sec-Fetch-Site", "cross-site"));
            assertThat(answer.status()).isEqualTo(403);
            return "403";
        }));
        for (String site : List.of("same-origin", "none")) {
            cases.add(Case.of(Row.H03, "websocket", "a page of this server, or nobody's: " + site, () -> {
                int status = doors.request("GET", "/api/overview", "", "Sec-Fetch-Site", site)
                        .status();
                assertThat(status).isEqualTo(200);
                return "200";
            }));
        }
        for (String path : ALL) {
            cases.add(Case.of(Row.H04, "authentication", "GET " + path + " by a rebound name", () -> {
                int status = doors.request(
                                "GET",
                                path,
                                "",
                                "Host",
                                "attacker.test:" + doors.mcp().getPort())
                        .status();
                assertThat(status).isEqualTo(403);
                return "403";
            }));
        }
        return cases.stream();
    }

    private String refused(String path, String site) throws Exception {
        int status = doors.request("GET", path, "", "Sec-Fetch-Site", site, "Accept", "*/*")
                .status();
        assertThat(status).isEqualTo(403);
        return "403";
    }
}
