package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.RequestId;
import dewey.security.Caller;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RequestStateTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Request CALL =
            request("tools/call", JsonOf.object("name", "ask", "arguments", JsonOf.object()));
    private static final JsonObject STATE = JsonOf.object("round", 1);

    private final RequestState state = at(NOW, "key");
    private final String sealed = state.seal(Caller.LOCAL, CALL, STATE);

    @Test
    void givesBackWhatItHasSealed() {
        assertThat(state.open(Caller.LOCAL, CALL, sealed)).hasValue(STATE);
        assertThat(at(NOW, "key").open(Caller.LOCAL, CALL, sealed))
                .as("on another node")
                .hasValue(STATE);
    }

    @Test
    void knowsTheRequestWhateverItsRound() {
        Request next = new Request(
                new RequestId("2"),
                "tools/call",
                JsonOf.object(
                        "name",
                        "ask",
                        "arguments",
                        JsonOf.object(),
                        "requestState",
                        sealed,
                        "inputResponses",
                        JsonOf.object("a", JsonOf.object()),
                        "_meta",
                        JsonOf.object("x", 1)));

        assertThat(state.open(Caller.LOCAL, next, sealed)).hasValue(STATE);
    }

    @Test
    void believesNothingThatWasChanged() {
        for (int i = 0; i < sealed.length(); i++) {
            // the last character of each part has bits that say nothing; a decoder may pass over them
            char other = sealed.charAt(i) == 'A' ? 'Z' : 'A';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);

            assertThat(state.open(Caller.LOCAL, CALL, changed)).as("at %d", i).isEmpty();
        }
        assertThat(state.open(Caller.LOCAL, CALL, "")).isEmpty();
        assertThat(state.open(Caller.LOCAL, CALL, ".")).isEmpty();
        assertThat(state.open(Caller.LOCAL, CALL, sealed.substring(0, sealed.indexOf('.'))))
                .isEmpty();
        assertThat(at(NOW, "another key").open(Caller.LOCAL, CALL, sealed)).isEmpty();
    }

    @Test
    void belongsToItsCallerAndRequest() {
        Request other = request("tools/call", JsonOf.object("name", "delete", "arguments", JsonOf.object()));

        assertThat(state.open(new Caller("default", "mallory"), CALL, sealed)).isEmpty();
        assertThat(state.open(new Caller("other", "local"), CALL, sealed)).isEmpty();
        assertThat(state.open(Caller.LOCAL, other, sealed)).isEmpty();
    }

    @Test
    void livesForItsTime() {
        assertThat(at(NOW.plusSeconds(60), "key").open(Caller.LOCAL, CALL, sealed))
                .hasValue(STATE);
        assertThat(at(NOW.plusSeconds(61), "key").open(Caller.LOCAL, CALL, sealed))
                .isEmpty();
    }

    private static RequestState at(Instant now, String key) {
        return new RequestState(
                key.getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(1), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Request request(String method, JsonObject params) {
        return new Request(new RequestId("1"), method, params);
    }
}
