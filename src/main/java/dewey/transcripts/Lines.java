package dewey.transcripts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file that are not blank, one at a time; holds one line at most, and of a line over the bound nothing. */
final class Lines {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final int maxLineBytes;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long number;

    Lines(InputStream in, int maxLineBytes) throws IOException {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        end = Math.max(in.readNBytes(buffer, 0, BYTE_ORDER_MARK.length), 0);
        if (Arrays.equals(buffer, 0, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            at = end;
        }
    }

    /** The next line that is not blank; empty at the end of the file. */
    Optional<Line> next() throws IOException {
        while (filled()) {
            Line line = read();
            if (line.tooLong() || !isBlank(line.bytes())) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private Line read() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long size = 0;
        boolean ended = false;
        while (!ended && filled()) {
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            size += at - start;
            if (size <= maxLineBytes) {
                bytes.write(buffer, start, at - start);
            } else {
                bytes.reset();
            }
            if (at < end) {
                at++;
                ended = true;
            }
        }
        number++;
        boolean tooLong = size > maxLineBytes;
        return new Line(number, tooLong ? new byte[0] : withoutCarriageReturn(bytes.toByteArray()), size, tooLong);
    }

    private boolean filled() throws IOException {
        if (at < end) {
            return true;
        }
        at = 0;
        end = in.read(buffer);
        return end > 0;
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
