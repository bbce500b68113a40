package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class HandshakeIT {
    private final RunningDewey dewey;

    HandshakeIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/"})
    void echoesTheSubprotocolThatIsOffered(String path) {
        try (McpClient client = McpClient.offering(dewey.webSocket(path), "mcp")) {
            assertThat(client.subprotocol()).isEqualTo("mcp");
            assertThat(client.request("ping").getJsonObject("result")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/"})
    void acceptsAClientThatOffersNone(String path) {
        try (McpClient client = McpClient.connect(dewey.webSocket(path))) {
            assertThat(client.subprotocol()).isEmpty();
            assertThat(client.request("ping").getJsonObject("result")).isEmpty();
        }
    }

    @Test
    void findsTheSubprotocolAmongOthers() {
        try (McpClient client = McpClient.offering(dewey.mcp(), "chat", "mcp")) {
            assertThat(client.subprotocol()).isEqualTo("mcp");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1", "file://"})
    void refusesAForeignOrigin(String origin) {
        assertThatThrownBy(() -> McpClient.connect(dewey.mcp(), "Origin", origin))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(403));
    }

    @Test
    void acceptsItsOwnOrigin() {
        URI own = dewey.http("/");
        String origin = own.getScheme() + "://" + own.getAuthority();
        try (McpClient client = McpClient.connect(dewey.mcp(), "Origin", origin)) {
            assertThat(client.request("ping").getJsonObject("result")).isEmpty();
        }
    }
}
