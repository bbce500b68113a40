package dewey.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class HandshakesTest {
    @Test
    void acceptsAsTheStandardSays() {
        // RFC 6455 §1.3
        assertThat(Handshakes.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void makesKeysOfSixteenBytesThatDiffer() {
        SecureRandom random = new SecureRandom();

        String key = Handshakes.key(random);

        assertThat(Base64.getDecoder().decode(key)).hasSize(16);
        assertThat(Handshakes.key(random)).isNotEqualTo(key);
    }
}
