import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a relay adds to a round trip over WebSocket, beside others measured in the same minutes. Needs a JDK 17 and nothing else.
 *
 * <pre>
 * java RelayCost.java upstream 9301                                        an upstream that answers at once
 * java RelayCost.java direct=ws://127.0.0.1:9301/ dewey=ws://127.0.0.1:9020/proxy/echo …      measures each, in turn
 *     [--connections 1,32] [--bytes 200,16384] [--seconds 4] [--warmup 2] [--rounds 3] [--think 0] [--pids dewey=4711,…]
 * </pre>
 *
 * <p>With the process of a target (Linux) it also tells what CPU time that process took for a round trip, which other load of the
 * machine changes least.
 *
 * <p>Each connection has one JSON-RPC request under way at a time, and waits --think milliseconds before the next. Each answer is
 * checked for its id and its length. Both sides use one thread and no library, so that as little as possible of what is measured is
 * theirs.
 */
public final class RelayCost {
    private static final byte[] METHOD = "\"method\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESULT = "\"result\"".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRST_ID = 1_000_000_000L;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("upstream")) {
            new Upstream(Integer.parseInt(arguments[1])).run();
        } else {
            new RelayCost(arguments).run();
        }
    }

    private final Map<String, URI> targets = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>(Map.of(
            "connections", "1,32", "bytes", "200,16384", "seconds", "4", "warmup", "2", "rounds", "3", "think", "0", "pids", ""));

    private RelayCost(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.startsWith("--")) {
                options.put(argument.substring(2), arguments[++i]);
            } else {
                int equals = argument.indexOf('=');
                targets.put(argument.substring(0, equals), URI.create(argument.substring(equals + 1)));
            }
        }
    }

    private void run() throws Exception {
        Map<String, List<Figures>> all = new LinkedHashMap<>();
        for (int round = 1; round <= number("rounds"); round++) {
            for (int connections : numbers("connections")) {
                for (int bytes : numbers("bytes")) {
                    for (Map.Entry<String, URI> target : targets.entrySet()) {
                        Figures figures = new Load(target.getValue(), connections, bytes, number("think"))
                                .measure(number("warmup"), number("seconds"), statistics(target.getKey()));
                        String row = connections + " | " + bytes + " | " + target.getKey();
                        all.computeIfAbsent(row, key -> new ArrayList<>()).add(figures);
                        System.err.printf("round %d: %s: %s%n", round, row, figures);
                    }
                }
            }
        }
        System.out.println("| connections | bytes | by way of | round trips/s | p50 µs | p99 µs | CPU µs |");
        System.out.println("|---|---|---|---|---|---|---|");
        all.forEach((row, rounds) -> System.out.printf("| %s | %s |%n", row, Figures.median(rounds)));
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private Path statistics(String target) {
        for (String pid : options.get("pids").split(",")) {
            if (pid.startsWith(target + "=")) {
                return Path.of("/proc", pid.substring(target.length() + 1), "stat");
            }
        }
        return null;
    }

    private int[] numbers(String option) {
        return Arrays.stream(options.get(option).split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private record Figures(double perSecond, double p50, double p99, double cpu) {
        static Figures median(List<Figures> rounds) {
            return new Figures(
                    median(rounds.stream().mapToDouble(Figures::perSecond).toArray()),
                    median(rounds.stream().mapToDouble(Figures::p50).toArray()),
                    median(rounds.stream().mapToDouble(Figures::p99).toArray()),
                    median(rounds.stream().mapToDouble(Figures::cpu).toArray()));
        }

        private static double median(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }

        @Override
        public String toString() {
            String times = String.format("%,.0f | %,.0f | %,.0f", perSecond, p50, p99);
            return times + " | " + (cpu < 0 ? "" : String.format("%,.0f", cpu));
        }
    }

    /** Some connections to one address, each with one request under way. */
    private static final class Load {
        private final Selector selector = Selector.open();
        private final List<Client> clients = new ArrayList<>();
        private long[] nanos = new long[1 << 20];
        private int count;
        private final long thinkNanos;
        private boolean measuring;

        Load(URI url, int connections, int bytes, int thinkMilliseconds) throws IOException {
            thinkNanos = thinkMilliseconds * 1_000_000L;
            for (int i = 0; i < connections; i++) {
                Client client = new Client(this, url, bytes);
                client.wire.channel.register(selector, SelectionKey.OP_READ, client);
                clients.add(client);
            }
        }

        /** @param statistics of the process whose CPU time counts, or null */
        Figures measure(int warmup, int seconds, Path statistics) throws IOException {
            for (Client client : clients) {
                client.ask();
            }
            drive(warmup);
            measuring = true;
            double cpu = cpuSeconds(statistics);
            long from = System.nanoTime();
            drive(seconds);
            double took = (System.nanoTime() - from) / 1e9;
            cpu = statistics == null ? -1 : (cpuSeconds(statistics) - cpu) / count * 1e6;
            for (Client client : clients) {
                client.wire.send(8, ByteBuffer.wrap(new byte[] {3, (byte) 232}), true);
                client.wire.channel.close();
            }
            selector.close();
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return new Figures(count / took, sorted[count / 2] / 1e3, sorted[(int) (count * 0.99)] / 1e3, cpu);
        }

        /** Of proc(5): user and system time of all threads, in hundredths of a second. */
        private static double cpuSeconds(Path statistics) throws IOException {
            if (statistics == null) {
                return 0;
            }
            String[] fields = Files.readString(statistics).replaceFirst(".*\\) ", "").split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
        }

        private void drive(int seconds) throws IOException {
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < until) {
                selector.select(key -> ((Client) key.attachment()).readable(), thinkNanos == 0 ? 100 : 1);
                if (thinkNanos > 0) {
                    for (Client client : clients) {
                        client.askIfDue();
                    }
                }
            }
        }

        void answered(long took) {
            if (measuring) {
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, count * 2);
                }
                nanos[count++] = took;
            }
        }
    }

    /** One connection of the load. */
    private static final class Client {
        private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
        private final Load load;
        private final Wire wire;
        private final byte[] request;
        private final int idAt;
        private long id = FIRST_ID;
        private long askedAt;
        private int received;
        private boolean rightId;
        private long thinksUntil;

        Client(Load load, URI url, int bytes) throws IOException {
            this.load = load;
            String head = "{\"jsonrpc\":\"2.0\",\"id\":" + FIRST_ID
                    + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"message\":\"";
            String words = "The relay passes on each message as it came. ";
            int fill = Math.max(0, bytes - head.length() - 4);
            request = (head + words.repeat(fill / words.length() + 1).substring(0, fill) + "\"}}}")
                    .getBytes(StandardCharsets.US_ASCII);
            idAt = head.indexOf(Long.toString(FIRST_ID));
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
            channel.socket().setTcpNoDelay(true);
            wire = new Wire(channel, true, this::received);
            wire.handshake(url);
        }

        void ask() throws IOException {
            byte[] digits = Long.toString(++id).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, request, idAt, digits.length);
            askedAt = System.nanoTime();
            wire.send(1, ByteBuffer.wrap(request), true);
        }

        void askIfDue() throws IOException {
            if (thinksUntil != 0 && System.nanoTime() - thinksUntil >= 0) {
                thinksUntil = 0;
                ask();
            }
        }

        void readable() {
            try {
                wire.read();
            } catch (IOException e) {
                throw new IllegalStateException("a connection was lost", e);
            }
        }

        private void received(int opcode, ByteBuffer part, boolean last) throws IOException {
            if (received == 0) {
                byte[] start = new byte[Math.min(part.remaining(), 60)];
                part.get(part.position(), start);
                Matcher found = ID.matcher(new String(start, StandardCharsets.ISO_8859_1));
                rightId = found.find() && Long.parseLong(found.group(1)) == id;
            }
            received += part.remaining();
            if (last) {
                if (!rightId || received != request.length) {
                    throw new IllegalStateException("a wrong answer: " + StandardCharsets.UTF_8.decode(part));
                }
                received = 0;
                long now = System.nanoTime();
                load.answered(now - askedAt);
                if (load.thinkNanos == 0) {
                    ask();
                } else {
                    thinksUntil = now + load.thinkNanos;
                }
            }
        }
    }

    /** Answers each request with itself, in which "method" has become "result". */
    private static final class Upstream {
        private final int port;

        Upstream(int port) {
            this.port = port;
        }

        void run() throws IOException {
            Selector selector = Selector.open();
            ServerSocketChannel door = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1000);
            door.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                selector.select(key -> {
                    try {
                        if (key.isAcceptable()) {
                            accept(door.accept(), selector);
                        } else {
                            ((Wire) key.attachment()).read();
                        }
                    } catch (IOException ended) {
                        close(key);
                    }
                });
            }
        }

        private static void accept(SocketChannel channel, Selector selector) throws IOException {
            channel.socket().setTcpNoDelay(true);
            Wire[] wire = new Wire[1];
            wire[0] = new Wire(channel, false, (opcode, part, last) -> {
                answer(part);
                wire[0].send(opcode, part, last);
            });
            wire[0].greet();
            channel.register(selector, SelectionKey.OP_READ, wire[0]);
        }

        private static void answer(ByteBuffer part) {
            for (int at = part.position(); at < Math.min(part.limit() - METHOD.length, 64); at++) {
                if (part.get(at) == '"' && part.slice(at, METHOD.length).equals(ByteBuffer.wrap(METHOD))) {
                    part.put(at, RESULT);
                    return;
                }
            }
        }

        private static void close(SelectionKey key) {
            try {
                key.channel().close();
            } catch (IOException e) {
                key.cancel();
            }
        }
    }

    private interface Receiver {
        void received(int opcode, ByteBuffer part, boolean last) throws IOException;
    }

    /** WebSocket on a channel: whole frames in and out. */
    private static final class Wire {
        private final SocketChannel channel;
        private final boolean client;
        private final Receiver receiver;
        private ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
        private ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);

        Wire(SocketChannel channel, boolean client, Receiver receiver) {
            this.channel = channel;
            this.client = client;
            this.receiver = receiver;
        }

        void handshake(URI url) throws IOException {
            say("GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String answer = head();
            if (!answer.startsWith("HTTP/1.1 101")) {
                throw new IOException(url + " answered " + answer);
            }
        }

        void greet() throws IOException {
            Matcher key = Pattern.compile("(?i)sec-websocket-key: *(\\S+)").matcher(head());
            if (!key.find()) {
                throw new IOException("no handshake");
            }
            say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + accepting(key.group(1)) + "\r\n\r\n");
        }

        private static String accepting(String key) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private void say(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }

        /** Reads up to the empty line; then the channel no longer blocks. */
        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (head.indexOf("\r\n\r\n") < 0) {
                if (channel.read(one.clear()) < 0) {
                    throw new IOException("ended in the handshake: " + head);
                }
                head.append((char) one.get(0));
            }
            channel.configureBlocking(false);
            return head.toString();
        }

        void read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("the other side has ended");
            }
            in.flip();
            while (frame()) {}
            in.compact();
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocateDirect(in.capacity() * 2).put(in.flip());
            }
        }

        private boolean frame() throws IOException {
            int from = in.position();
            if (in.remaining() < 2) {
                return false;
            }
            int first = in.get(from);
            int second = in.get(from + 1);
            int length = second & 127;
            int header = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0);
            boolean masked = second < 0;
            if (in.remaining() < header + (masked ? 4 : 0)) {
                return false;
            }
            length = length == 126 ? in.getShort(from + 2) & 0xffff : length == 127 ? (int) in.getLong(from + 2) : length;
            int body = from + header + (masked ? 4 : 0);
            if (in.limit() - body < length) {
                return false;
            }
            if (masked) {
                mask(in, body, length, in.getInt(body - 4));
            }
            in.position(body + length);
            take(first & 15, in.slice(body, length), first < 0);
            return true;
        }

        private void take(int opcode, ByteBuffer body, boolean last) throws IOException {
            switch (opcode) {
                case 8 -> throw new IOException("closed");
                case 9 -> send(10, body, true);
                case 10 -> {
                    // nobody asked
                }
                default -> receiver.received(opcode, body, last);
            }
        }

        void send(int opcode, ByteBuffer body, boolean last) throws IOException {
            int length = body.remaining();
            if (out.capacity() < length + 16) {
                out = ByteBuffer.allocateDirect(2 * length + 16);
            }
            out.clear().put((byte) ((last ? 128 : 0) | opcode));
            int bit = client ? 128 : 0;
            if (length < 126) {
                out.put((byte) (bit | length));
            } else if (length < 65536) {
                out.put((byte) (bit | 126)).putShort((short) length);
            } else {
                out.put((byte) (bit | 127)).putLong(length);
            }
            if (client) {
                int key = (int) System.nanoTime() | 1;
                int at = out.putInt(key).position();
                mask(out.put(body.duplicate()), at, length, key);
            } else {
                out.put(body.duplicate());
            }
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        private static void mask(ByteBuffer bytes, int from, int length, int key) {
            long twice = (long) key << 32 | key & 0xffffffffL;
            int at = from;
            for (; at + 8 <= from + length; at += 8) {
                bytes.putLong(at, bytes.getLong(at) ^ twice);
            }
            for (int i = 0; at < from + length; at++, i++) {
                bytes.put(at, (byte) (bytes.get(at) ^ key >>> 24 - 8 * (i & 3)));
            }
        }
    }
}
