package dewey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlockingBodyTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void readsAllThatMayCome() throws IOException {
        byte[] body = new byte[20_000];

        assertThat(BlockingBody.read(new ByteArrayInputStream(body), body.length, LONG))
                .isEqualTo(body);
    }

    @Test
    void refusesOneByteMore() {
        assertThatThrownBy(() -> BlockingBody.read(new ByteArrayInputStream(new byte[20_001]), 20_000, LONG))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the limit is 20000");
    }

    @Test
    void doesNotWaitForOneThatOnlyDrips() {
        InputStream drips = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] into, int from, int length) {
                into[from] = 'x';
                return 1;
            }
        };

        assertThatThrownBy(() -> BlockingBody.read(drips, Integer.MAX_VALUE, Duration.ofMillis(20)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("body has not come within");
    }
}
