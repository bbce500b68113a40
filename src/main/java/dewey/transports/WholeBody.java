package dewey.transports;

import dewey.upstreams.StrictUtf8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Keeps a body that is one message, up to its bound. */
public final class WholeBody implements Body.Sink {
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    WholeBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void take(ByteBuffer piece) throws AnswerTooLarge {
        if (bytes.size() + piece.remaining() > maxBytes) {
            throw new AnswerTooLarge(maxBytes);
        }
        byte[] part = new byte[piece.remaining()];
        piece.get(part);
        bytes.writeBytes(part);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    String text() throws CharacterCodingException {
        return StrictUtf8.decode(bytes());
    }
}
