package dewey.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A TCP connection to a server, and what it says as bytes. */
public final class Wire implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    private Wire(String local, URI address, int receiveBuffer) throws IOException {
        if (local != null) {
            socket.bind(new InetSocketAddress(local, 0));
        }
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    public static Wire to(URI address) throws IOException {
        return new Wire(null, address, 0);
    }

    /** One from this of the addresses of this machine, of which loopback has many. */
    public static Wire between(String local, URI address) throws IOException {
        return new Wire(local, address, 0);
    }

    /** One whose system takes in little, so that the server soon feels it when nothing is read. */
    public static Wire narrow(URI address) throws IOException {
        return new Wire(null, address, 4096);
    }

    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** ISO 8859-1, so that a test can say any byte. */
    public void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same bytes in pieces that the server sees one by one. */
    public void send(byte[] bytes, int size, long pauseNanos) throws IOException {
        for (int from = 0; from < bytes.length; from += size) {
            out.write(bytes, from, Math.min(size, bytes.length - from));
            out.flush();
            if (pauseNanos > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    DataInputStream in() {
        return in;
    }

    /** The status line and headers of what the server answers. */
    public HttpHead head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return new HttpHead(head.toString());
    }

    /** A whole answer with its body, where the body has a length or ends with the connection. */
    public HttpReply reply() throws IOException {
        HttpHead head = head();
        return new HttpReply(head, new String(body(head), StandardCharsets.UTF_8));
    }

    private byte[] body(HttpHead head) throws IOException {
        if (head.header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
            java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
            for (int size = chunk(); size > 0; size = chunk()) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        if (head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        return in.readNBytes(
                head.header("Content-Length").map(Integer::parseInt).orElse(Integer.MAX_VALUE));
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** The next byte; -1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** Whether the server ends the connection, whatever it says before, within the patience. */
    public boolean ends() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (java.net.SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** How many bytes are left until the server ends the connection, be it by a reset. */
    public long rest() throws IOException {
        long bytes = 0;
        byte[] piece = new byte[1 << 16];
        try {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                bytes += length;
            }
        } catch (java.net.SocketException reset) {
            // that is an end
        }
        return bytes;
    }

    /** Ends it with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Says that no more will be sent. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
