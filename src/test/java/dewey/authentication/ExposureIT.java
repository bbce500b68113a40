package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RedeployingServer;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that listens to everybody, and an application that asks for no credentials. */
class ExposureIT {
    @TempDir
    private Path directory;

    @Test
    void isNotDeployedWhereEverybodyWouldBeLetIn() throws Exception {
        try (RedeployingServer server = RedeployingServer.start(directory, Map.of("DEWEY_HOST", "0.0.0.0"))) {
            server.deploy();

            assertThat(server.log())
                    .contains("Dewey would let in everyone who reaches 0.0.0.0")
                    .contains("set dewey.security.tokens, tokens-file or issuer");
            HttpURLConnection asked =
                    (HttpURLConnection) server.address("http", "/mcp").toURL().openConnection();
            // Payara says 500 for an application that is not there because it did not want to be
            assertThat(asked.getResponseCode()).isIn(404, 500);
        }
    }
}
