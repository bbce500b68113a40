package dewey.transports;

import dewey.upstreams.StrictUtf8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads server-sent events out of the pieces in which they come (HTML Living Standard §9.2.6): lines end with LF, CR or CRLF, an
 * event with an empty line. Holds one event at most, and no more of it than the bound.
 */
public final class EventStream implements Body.Sink {
    private static final int ROOM_FOR_NAMES = 2048;

    private final int maxBytes;
    private final StreamPlace place;
    private final Consumer<String> messages;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean hasData;
    private String type = "";
    private boolean afterCarriageReturn;
    private boolean beforeFirstLine = true;
    private long bytes;
    private long wholeBytes;

    /** @param messages told the data of each event that is a message: of the type {@code message}, or of none */
    EventStream(int maxBytes, StreamPlace place, Consumer<String> messages) {
        this.maxBytes = maxBytes;
        this.place = place;
        this.messages = messages;
    }

    @Override
    public void take(ByteBuffer piece) throws AnswerTooLarge, CharacterCodingException {
        while (piece.hasRemaining()) {
            int from = piece.position();
            if (afterCarriageReturn && piece.get(from) == '\n') {
                piece.get();
            }
            afterCarriageReturn = false;
            boolean whole = takeLine(piece);
            bytes += piece.position() - from;
            if (whole) {
                wholeBytes = bytes;
            }
        }
    }

    /** Up to where events are whole, counted from the first byte: there another event could be put in between. */
    long wholeBytes() {
        return wholeBytes;
    }

    /** Whether an event has ended. */
    private boolean takeLine(ByteBuffer piece) throws AnswerTooLarge, CharacterCodingException {
        int from = piece.position();
        int at = from;
        while (at < piece.limit() && piece.get(at) != '\n' && piece.get(at) != '\r') {
            at++;
        }
        if ((long) line.size() + data.size() + at - from > (long) maxBytes + ROOM_FOR_NAMES) {
            throw new AnswerTooLarge(maxBytes);
        }
        byte[] part = new byte[at - from];
        piece.get(part);
        line.writeBytes(part);
        if (!piece.hasRemaining()) {
            return false;
        }
        afterCarriageReturn = piece.get() == '\r';
        if (afterCarriageReturn && piece.hasRemaining()) {
            afterCarriageReturn = false;
            if (piece.get(piece.position()) == '\n') {
                piece.get();
            }
        }
        byte[] whole = line.toByteArray();
        line.reset();
        return endLine(whole);
    }

    private boolean endLine(byte[] whole) throws AnswerTooLarge, CharacterCodingException {
        int start = beforeFirstLine && startsWithMark(whole) ? 3 : 0;
        beforeFirstLine = false;
        if (whole.length == start) {
            dispatch();
            return true;
        }
        int colon = start;
        while (colon < whole.length && whole[colon] != ':') {
            colon++;
        }
        String field = new String(whole, start, colon - start, StandardCharsets.UTF_8);
        int value = colon + 1 < whole.length && whole[colon + 1] == ' ' ? colon + 2 : Math.min(colon + 1, whole.length);
        take(field, whole, value);
        return false;
    }

    /** A comment is a field without a name, and ignored as unknown ones are. */
    private void take(String field, byte[] line, int value) {
        int length = line.length - value;
        switch (field) {
            case "data" -> {
                if (hasData) {
                    data.write('\n');
                }
                hasData = true;
                data.write(line, value, length);
            }
            case "event" -> type = new String(line, value, length, StandardCharsets.UTF_8);
            case "id" -> place.at(new String(line, value, length, StandardCharsets.UTF_8));
            case "retry" -> {
                String digits = new String(line, value, length, StandardCharsets.US_ASCII);
                if (digits.matches("\\d{1,9}")) {
                    place.retryAfter(Duration.ofMillis(Long.parseLong(digits)));
                }
            }
            default -> {
                // for others
            }
        }
    }

    private void dispatch() throws AnswerTooLarge, CharacterCodingException {
        boolean message = data.size() > 0 && (type.isEmpty() || type.equals("message"));
        if (message && data.size() > maxBytes) {
            throw new AnswerTooLarge(maxBytes);
        }
        byte[] bytes = data.toByteArray();
        data.reset();
        hasData = false;
        type = "";
        place.advanced();
        if (message) {
            messages.accept(StrictUtf8.decode(bytes));
        }
    }

    private static boolean startsWithMark(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
    }
}
