package dewey.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One socket of a {@link ScriptedUpstream}: frames in, frames out, each when the test says so (RFC 6455 §5). */
public final class ScriptedSession implements AutoCloseable {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String requestLine;

    private ScriptedSession(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    }

    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }

        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    public static ScriptedSession handshake(Socket socket, boolean agreesToSubprotocol) throws Exception {
        ScriptedSession session = new ScriptedSession(socket);
        session.write(session.answer(agreesToSubprotocol));
        return session;
    }

    /** The answer goes out byte by byte, the last of them with the frames that follow. */
    public static ScriptedSession handshakeInBytes(Socket socket, byte[] frames) throws Exception {
        ScriptedSession session = new ScriptedSession(socket);
        byte[] answer = session.answer(true).getBytes(StandardCharsets.US_ASCII);
        for (byte next : answer) {
            session.out.flush();
            session.out.write(next);
        }
        session.out.write(frames);
        session.out.flush();
        return session;
    }

    private String answer(boolean agreesToSubprotocol) throws Exception {
        readRequest();
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((header("sec-websocket-key") + GUID).getBytes(StandardCharsets.US_ASCII));
        String offered = header("sec-websocket-protocol");
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n"
                + (offered != null && agreesToSubprotocol ? "Sec-WebSocket-Protocol: " + offered + "\r\n" : "")
                + "\r\n";
    }

    /** Reads the request and answers it with something else than a WebSocket. */
    public static void refuse(Socket socket, String statusLine) throws IOException {
        try (ScriptedSession session = new ScriptedSession(socket)) {
            session.readRequest();
            session.write("HTTP/1.1 " + statusLine + "\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private void readRequest() throws IOException {
        requestLine = line();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    public String requestLine() {
        return requestLine;
    }

    public String header(String name) {
        return headers.get(name);
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The next message, put together from its frames; pings are answered and skipped. */
    public Frame read() throws IOException {
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        int opcode = 0;
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = readPayload();
            int kind = first & 0xf;
            if (kind == PING) {
                send(PONG, payload);
                continue;
            }
            if (kind == PONG) {
                continue;
            }
            opcode = kind == 0 ? opcode : kind;
            whole.write(payload);
            if ((first & 0x80) != 0) {
                return new Frame(opcode, whole.toByteArray());
            }
        }
    }

    /** The next frame, whatever it is. */
    public Frame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        return new Frame(first & 0xf, readPayload());
    }

    private byte[] readPayload() throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    public void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int opcode, byte[] payload) throws IOException {
        out.writeByte(0x80 | opcode);
        if (payload.length < 126) {
            out.writeByte(payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(127);
            out.writeLong(payload.length);
        }
        out.write(payload);
        out.flush();
    }

    /** The beginning of a message that is announced with so many bytes. */
    public void sendBeginning(long announced, int sent) throws IOException {
        out.writeByte(0x80 | TEXT);
        out.writeByte(127);
        out.writeLong(announced);
        out.write(new byte[sent]);
        out.flush();
    }

    public void sendClose(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(CLOSE, payload);
    }

    /** Ends the TCP connection with RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
