package dewey.transcripts;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/** A regular file of the import directory, open; it is read as long as it was when it was opened, even if it grows. */
public final class TranscriptFile implements Closeable {
    private final SeekableByteChannel channel;
    private final long size;

    TranscriptFile(SeekableByteChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    long size() {
        return size;
    }

    /** The bytes of the file from its start; the stream before this one must not be used any more. */
    InputStream fromStart() throws IOException {
        channel.position(0);
        return new Bounded(Channels.newInputStream(channel), size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}
