package dewey.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedTest {

    @Test
    void namesTheFieldAndTheNumbers() {
        Refused refused = Refused.tooLarge("content", 1_204_311, 1_048_576, "bytes");

        assertThat(refused).hasMessage("content is 1204311 bytes; the limit is 1048576");
        assertThat(refused.reason().wireName()).isEqualTo("too_large");
    }

    @Test
    void tellsThePlaceInsideAList() {
        Refused refused = Refused.invalid("content", "is blank").inside("messages[3]");

        assertThat(refused.field()).contains("messages[3].content");
        assertThat(refused).hasMessage("messages[3].content is blank");
    }
}
