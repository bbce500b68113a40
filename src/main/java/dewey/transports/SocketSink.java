package dewey.transports;

import dewey.frames.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The writing half of a {@link FramedWire}: at once on the thread that sends; what the system does not take then, by the loop. */
final class SocketSink implements FrameSink {
    private final SocketLoop loop;
    private volatile SocketChannel channel;
    private volatile ByteBuffer unsent;
    private volatile boolean open;

    SocketSink(SocketLoop loop) {
        this.loop = loop;
    }

    /** Where to; before anything is taken. */
    void writeTo(SocketChannel channel) {
        this.channel = channel;
    }

    /** The handshake is done: frames may leave. */
    void open() {
        open = true;
    }

    @Override
    public boolean isReady() {
        return unsent == null && open;
    }

    @Override
    public void take(byte[] piece) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(piece);
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            unsent = bytes;
            key().interestOpsOr(SelectionKey.OP_WRITE);
            loop.lookAgain();
        }
    }

    /** The system takes more. True when it has taken all; on the loop's thread. */
    boolean goOn() throws IOException {
        ByteBuffer bytes = unsent;
        if (bytes != null) {
            channel.write(bytes);
        }
        if (bytes != null && bytes.hasRemaining()) {
            return false;
        }
        key().interestOpsAnd(~SelectionKey.OP_WRITE);
        unsent = null;
        return true;
    }

    /** May be cancelled by another thread at any time: then there is none, which is as good as a closed channel. */
    private SelectionKey key() throws ClosedChannelException {
        SelectionKey key = channel.keyFor(loop.selector());
        if (key == null) {
            throw new ClosedChannelException();
        }
        return key;
    }
}
