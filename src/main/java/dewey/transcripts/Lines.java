package dewey.transcripts;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file that are not blank. */
final class Lines implements Items {
    private final Buffer buffer;
    private long number;

    Lines(InputStream in, int maxLineBytes) throws IOException {
        buffer = new Buffer(in, maxLineBytes);
    }

    @Override
    public Optional<Item> next() throws IOException {
        while (buffer.peek() >= 0) {
            Item line = read();
            if (line.tooLong() || !isBlank(line.bytes())) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    @Override
    public long position() {
        return buffer.position();
    }

    private Item read() throws IOException {
        buffer.begin();
        int b = buffer.peek();
        while (b >= 0 && b != '\n') {
            buffer.skip();
            b = buffer.peek();
        }
        Item line = buffer.item(++number);
        if (b == '\n') {
            buffer.skip();
        }
        return new Item(line.number(), withoutCarriageReturn(line.bytes()), line.size(), line.tooLong());
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        int length = line.length;
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
