package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
    private final List<String> messages = new ArrayList<>();
    private final StreamPlace place = new StreamPlace();
    private final EventStream stream = new EventStream(100, place, messages::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void readsTheSameHoweverItIsCut(int size) throws Exception {
        String text = "\uFEFF: comment\r\n\r\ndata: one\rdata:  two\r\r"
                + "event: message\r\nid: 4\r\ndata: d\u00e9j\u00e0 \ud83d\ude00\r\n\r\n"
                + "event: ping\ndata: not a message\n\nid\ndata\n\nretry: 250\nretry: x\ndata:three:3\n\ndata: unfinished";

        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            stream.take(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
        }

        assertThat(messages).containsExactly("one\n two", "d\u00e9j\u00e0 \ud83d\ude00", "three:3");
        assertThat(place.lastEventId()).isNull();
        assertThat(place.delay()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void keepsTheLastIdThatAHeaderCanCarry() throws Exception {
        take("id: 1\ndata: a\n\n");
        assertThat(place.lastEventId()).isEqualTo("1");

        take("data: b\n\n");
        assertThat(place.lastEventId()).isEqualTo("1");

        take("id: \u00e9\ndata: c\n\n");
        assertThat(place.lastEventId()).isNull();
    }

    @Test
    void holdsNoMoreThanItsBound() {
        String line = "data: " + "x".repeat(99) + "\n";

        assertThatThrownBy(() -> take(line + line + "\n")).isInstanceOf(AnswerTooLarge.class);
        assertThatThrownBy(() -> take("y".repeat(5000))).isInstanceOf(AnswerTooLarge.class);
    }

    @Test
    void changesNoWrongBytes() {
        byte[] wrong = {'d', 'a', 't', 'a', ':', (byte) 0xff, '\n', '\n'};

        assertThatThrownBy(() -> stream.take(ByteBuffer.wrap(wrong))).isInstanceOf(CharacterCodingException.class);
    }

    private void take(String text) throws Exception {
        stream.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
