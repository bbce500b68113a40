package dewey.spool;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, which only grows. Each record is its length, its checksum and its data, so that the torn end of a file whose
 * writer was killed is recognised: it ends before that.
 *
 * <p>Written through a stream, not a channel: an interrupt would close a channel.
 */
public final class Segment {
    private static final int HEAD = 8;
    /** No line is longer; a length beyond this is no length. */
    private static final int LONGEST = 256 << 20;

    private final Path file;
    private long length;
    private long records;
    private FileOutputStream out;

    /** Some records, and where the next ones begin. */
    record Part(List<byte[]> records, long end) {}

    private Segment(Path file) {
        this.file = file;
    }

    static Segment create(Path file) throws IOException {
        Segment segment = new Segment(file);
        segment.out = new FileOutputStream(file.toFile(), true);
        return segment;
    }

    /** One that another process, or another life of this one, has left. */
    static Segment leftover(Path file) throws IOException {
        Segment segment = new Segment(file);
        long at = 0;
        for (Part part = segment.read(0, 1 << 20, Files.size(file));
                !part.records().isEmpty();
                part = segment.read(at, 1 << 20, Files.size(file))) {
            segment.records += part.records().size();
            at = part.end();
        }
        segment.length = at;
        return segment;
    }

    /** Appends all and forces them to the disk. When that fails, none counts as written and nothing more may be appended. */
    void append(List<byte[]> data) throws IOException {
        int size = data.stream().mapToInt(record -> HEAD + record.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] each : data) {
            buffer.putInt(each.length).putInt(checksum(each)).put(each);
        }
        out.write(buffer.array());
        out.getFD().sync();
        length += size;
        records += data.size();
    }

    /** Records from a place on, about so many bytes, but at least one if there is one. */
    Part read(long from, long maxBytes) throws IOException {
        return read(from, maxBytes, length);
    }

    private Part read(long from, long maxBytes, long end) throws IOException {
        List<byte[]> found = new ArrayList<>();
        long at = from;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            in.skipNBytes(from);
            while (at < end && at - from < maxBytes) {
                int size = in.readInt();
                int checksum = in.readInt();
                if (size < 0 || size > LONGEST || at + HEAD + size > end) {
                    break;
                }
                byte[] data = in.readNBytes(size);
                if (data.length < size || checksum(data) != checksum) {
                    break;
                }
                found.add(data);
                at += HEAD + size;
            }
        } catch (EOFException torn) {
            // its writer was killed in the middle of it
        }
        return new Part(found, at);
    }

    private static int checksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return (int) checksum.getValue();
    }

    long length() {
        return length;
    }

    long records() {
        return records;
    }

    /** How many bytes stand behind the last whole record. */
    long torn() throws IOException {
        return Files.size(file) - length;
    }

    boolean canGrow() {
        return out != null;
    }

    void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    Path file() {
        return file;
    }
}
