package dewey.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;

/**
 * A WebSocket client that does nothing by itself: it reads when told, and answers pings only while it waits for a message. What it receives it checks:
 * a server's frame must be well formed, unmasked, and of a known kind.
 */
public final class WireSocket implements AutoCloseable {
    private static final int GONE = 1006;
    /** A server that has nothing else to say says it some seconds apart. */
    private static final int MOST_PINGS = 30;

    private final Wire wire;
    private final HttpHead answer;

    private WireSocket(Wire wire, HttpHead answer) {
        this.wire = wire;
        this.answer = answer;
    }

    public static WireSocket open(URI address) throws IOException {
        return open(Wire.to(address), Handshake.to(address));
    }

    public static WireSocket open(Wire wire, Handshake handshake) throws IOException {
        wire.send(handshake.text());
        HttpHead answer = wire.head();
        if (answer.status() != 101) {
            wire.close();
            throw new IOException(answer.text());
        }
        return new WireSocket(wire, answer);
    }

    /** What the server has agreed to. */
    public HttpHead handshake() {
        return answer;
    }

    public Wire wire() {
        return wire;
    }

    public WireSocket send(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            wire.send(frame.bytes());
        }
        return this;
    }

    public WireSocket send(String text) throws IOException {
        return send(Frame.text(text));
    }

    /** The next frame. */
    public Frame read() throws IOException {
        DataInputStream in = wire.in();
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if ((second & 0x80) != 0) {
            throw new AssertionError("a server must not mask its frames");
        }
        Frame frame =
                new Frame((first & 0x80) != 0, first >> 4 & 7, first & 0xf, false, length, in.readNBytes((int) length));
        if (frame.reserved() != 0) {
            throw new AssertionError("a reserved bit is set, though no extension was agreed on");
        }
        return frame;
    }

    /** The next frame that is no ping; pings are answered on the way, as by a client that is alive. */
    public Frame next() throws IOException {
        for (int pings = 0; pings < MOST_PINGS; pings++) {
            Frame frame = read();
            if (frame.opcode() != Frame.PING) {
                return frame;
            }
            send(Frame.of(Frame.PONG, frame.payload()));
        }
        throw new IOException("nothing but pings");
    }

    /** The next message, put together; null when the socket is closed instead. */
    public byte[] message() throws IOException {
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        while (true) {
            Frame frame = next();
            if (frame.opcode() == Frame.CLOSE) {
                return null;
            }
            if (frame.opcode() < Frame.CLOSE) {
                whole.writeBytes(frame.payload());
                if (frame.last()) {
                    return whole.toByteArray();
                }
            }
        }
    }

    /** The next message as text. */
    public String text() throws IOException {
        byte[] message = message();
        if (message == null) {
            throw new IOException("closed instead of an answer");
        }
        return new String(message, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Sends a text and gives the next that comes. */
    public String ask(String text) throws IOException {
        return send(text).text();
    }

    /** The code of the close frame that comes next, after whatever else comes; 1006 when the connection ends without one. */
    public int closeCode() {
        try {
            while (true) {
                Frame frame = read();
                if (frame.opcode() == Frame.CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (java.net.SocketTimeoutException silent) {
            throw new AssertionError("neither a close nor an end", silent);
        } catch (IOException gone) {
            return GONE;
        }
    }

    public void reset() throws IOException {
        wire.reset();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
