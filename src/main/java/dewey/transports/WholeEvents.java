package dewey.transports;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Consumer;

/** Passes a stream of server-sent events on byte for byte, but only whole events, so that a stream that breaks can still be mended. */
final class WholeEvents implements Body.Sink {
    private static final int ROOM_FOR_NAMES = 64 << 10;

    private final EventStream events;
    private final int maxBytes;
    private final Consumer<byte[]> onwards;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long passedOn;

    /**
     * @param maxBytes largest message; an event may be twice as large
     * @param events reads the same bytes
     * @param onwards told the bytes of whole events, after {@code events} has told what is in them
     */
    WholeEvents(int maxBytes, EventStream events, Consumer<byte[]> onwards) {
        this.maxBytes = maxBytes;
        this.events = events;
        this.onwards = onwards;
    }

    @Override
    public void take(ByteBuffer piece) throws AnswerTooLarge, CharacterCodingException {
        byte[] part = new byte[piece.remaining()];
        piece.duplicate().get(part);
        events.take(piece);
        int whole = (int) (events.wholeBytes() - passedOn);
        if (whole <= 0) {
            if ((long) begun.size() + part.length > 2L * maxBytes + ROOM_FOR_NAMES) {
                throw new AnswerTooLarge(maxBytes);
            }
            begun.writeBytes(part);
            return;
        }
        int ofThePart = whole - begun.size();
        begun.write(part, 0, ofThePart);
        byte[] ready = begun.toByteArray();
        begun.reset();
        begun.write(part, ofThePart, part.length - ofThePart);
        passedOn += whole;
        onwards.accept(ready);
    }
}
