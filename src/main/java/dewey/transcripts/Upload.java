package dewey.transcripts;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a client sends, on the disk of this node until it is imported; nothing of it stays, also after a crash. */
public final class Upload implements Closeable {
    private final SeekableByteChannel channel;
    private final OutputStream out;

    private Upload(SeekableByteChannel channel) {
        this.channel = channel;
        this.out = Channels.newOutputStream(channel);
    }

    /** In the directory for temporary files, readable by nobody else. */
    public static Upload begin() throws IOException {
        Path path = Files.createTempFile("dewey-upload-", ".tmp");
        // where files may be removed while they are open, this one is at once
        return new Upload(Files.newByteChannel(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** Where the file is written. */
    public OutputStream out() {
        return out;
    }

    /** The file, now that it is whole. */
    public TranscriptFile file() throws IOException {
        return new TranscriptFile(channel, channel.size());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
