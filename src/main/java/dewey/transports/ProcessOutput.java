package dewey.transports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of what a process writes, one at a time. Holds no more of a line than its bound. */
public final class ProcessOutput {
    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[1 << 14];
    private int at;
    private int end;
    private boolean skipping;

    /** @param tooLong whether more of the line followed, which is left out */
    record Line(byte[] bytes, boolean tooLong) {}

    ProcessOutput(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** The next line, without its end; empty at the end of the output. A line that is too long is told of before its end comes. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean begun = false;
        while (filled()) {
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            boolean ended = at < end;
            int length = skipping ? 0 : at - start;
            at += ended ? 1 : 0;
            if (line.size() + length > maxBytes) {
                line.write(buffer, start, maxBytes - line.size());
                skipping = !ended;
                return Optional.of(new Line(line.toByteArray(), true));
            }
            line.write(buffer, start, length);
            begun |= !skipping;
            if (ended && !skipping) {
                return Optional.of(new Line(withoutCarriageReturn(line.toByteArray()), false));
            }
            skipping &= !ended;
        }
        return begun ? Optional.of(new Line(line.toByteArray(), false)) : Optional.empty();
    }

    private boolean filled() throws IOException {
        if (at < end) {
            return true;
        }
        at = 0;
        end = Math.max(in.read(buffer), 0);
        return end > 0;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        int length = line.length;
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }
}
