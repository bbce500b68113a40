package dewey.transcripts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Looks at the bytes of a file one after the other, and keeps those of one item up to a bound. */
final class Buffer {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final int maxKept;
    private final byte[] bytes = new byte[1 << 16];
    private int at;
    private int end;
    private int keptFrom;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;
    private long before;

    Buffer(InputStream in, int maxKept) throws IOException {
        this.in = in;
        this.maxKept = maxKept;
        end = Math.max(in.readNBytes(bytes, 0, BYTE_ORDER_MARK.length), 0);
        if (Arrays.equals(bytes, 0, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            at = end;
        }
    }

    /** The next byte, which stays the next one; negative at the end. */
    int peek() throws IOException {
        if (at == end) {
            keep();
            before += end;
            at = 0;
            keptFrom = 0;
            end = Math.max(in.read(bytes), 0);
        }
        return at < end ? bytes[at] & 0xff : -1;
    }

    void skip() {
        at = Math.min(at + 1, end);
    }

    /** How many bytes of the file were passed. */
    long position() {
        return before + at;
    }

    /** From the next byte on, an item begins. */
    void begin() {
        kept.reset();
        size = 0;
        keptFrom = at;
    }

    /** The item that ends before the next byte. */
    Item item(long number) {
        keep();
        boolean tooLong = size > maxKept;
        return new Item(number, tooLong ? new byte[0] : kept.toByteArray(), size, tooLong);
    }

    private void keep() {
        int length = at - keptFrom;
        size += length;
        if (size <= maxKept) {
            kept.write(bytes, keptFrom, length);
        } else {
            kept.reset();
        }
        keptFrom = at;
    }
}
