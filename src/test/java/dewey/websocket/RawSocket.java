package dewey.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that does by itself nothing of what the protocol asks: it answers no ping and no close, and reads when told. */
public final class RawSocket implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** Connects and shakes hands. */
    public RawSocket(URI address) throws IOException {
        // small, so that a peer that does not read is soon felt at the other end
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        String request = "GET " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        String response = head();
        if (!response.startsWith("HTTP/1.1 101")) {
            throw new IOException(response);
        }
    }

    public void send(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The beginning of a message that is announced with so many bytes. */
    public void sendBeginning(long announced, int sent) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(sent + 14).put((byte) TEXT).put((byte) (MASKED | SHORT_LENGTH + 1));
        out.write(frame.putLong(announced).putInt(0).array());
    }

    public void sendClose(int code) throws IOException {
        frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** The code of the close frame that comes next, after whatever else comes; 1006 when the connection ends without one. */
    public int closeCode() {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                byte[] data = in.readNBytes(length(in.readUnsignedByte()));
                if (first == CLOSE) {
                    return ByteBuffer.wrap(data).getShort();
                }
            }
        } catch (IOException gone) {
            return 1006;
        }
    }

    /** Says that it is alive, though it has read no ping (RFC 6455 §5.5.3 allows that). */
    void sendPong() throws IOException {
        frame(PONG, new byte[0]);
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void frame(int kind, byte[] data) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(data.length + 14).put((byte) kind);
        if (data.length < SHORT_LENGTH) {
            frame.put((byte) (MASKED | data.length));
        } else {
            frame.put((byte) (MASKED | SHORT_LENGTH + 1)).putLong(data.length);
        }
        // a mask of zeroes leaves the data as they are
        frame.putInt(0).put(data);
        out.write(frame.array(), 0, frame.position());
    }

    private int length(int first) throws IOException {
        return switch (first) {
            case SHORT_LENGTH -> in.readUnsignedShort();
            case SHORT_LENGTH + 1 -> (int) in.readLong();
            default -> first;
        };
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
