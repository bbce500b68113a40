import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether all that went over the recording proxy arrived unchanged and stands in the record: SHA-256 of every message at the client, at
 * the upstream and in Dewey, in order, also when the database or Dewey itself goes away meanwhile. Needs a JDK 17 and nothing else.
 *
 * <pre>
 * java RecordCheck.java --dewey 127.0.0.1:9020 --upstream witness --port 9303      where {"witness": {"url": "ws://127.0.0.1:9303/"}} is
 *     an upstream of Dewey; this program is the upstream, too
 *     [--clients 8] [--rate 50]            messages a second of each client; the mix: requests, notifications, binary, empty, no JSON
 *     [--large 0]                          that many messages of 16 MiB less 1 KiB, both ways
 *     [--before 20] [--during 60] [--after 20]    seconds, and [--patience 60] for the record to be complete
 *     [--warm 0] [--rounds 1]              seconds that are not counted, and how often the phases follow each other
 *     [--stop "pg_ctl … stop"] [--start "pg_ctl … start"]      run between the phases
 *     [--kill "kill -9 …"] [--restart "…"]        at the end of the phase "during": sessions are cut, --start runs, then --restart
 * </pre>
 *
 * <p>Round trips are told for each phase: "before", "during", the ten seconds "recovering", and "after"; with rounds for each one, too.
 * After --kill what went through in the last second may be missing; all else must be there, once and in order.
 */
public final class RecordCheck {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Map<String, String> options = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("dewey", "127.0.0.1:9020"), Map.entry("upstream", "witness"), Map.entry("port", "9303"),
            Map.entry("clients", "8"), Map.entry("rate", "50"), Map.entry("large", "0"),
            Map.entry("warm", "0"), Map.entry("rounds", "1"),
            Map.entry("before", "20"), Map.entry("during", "60"), Map.entry("after", "20"), Map.entry("patience", "60")));
    private final Map<String, Seen> atUpstream = new ConcurrentHashMap<>();
    private volatile String phase = "warming";
    private volatile boolean stopping;
    private final Map<String, List<Long>> latencies = new ConcurrentHashMap<>();

    /** What one side of one session has sent and got: hashes in order, and when. */
    private static final class Seen {
        final List<String> sent = new ArrayList<>();
        final List<String> got = new ArrayList<>();
        final List<Long> sentAt = new ArrayList<>();
        final List<Long> gotAt = new ArrayList<>();

        synchronized void sent(byte[] data) {
            sent.add(hash(data));
            sentAt.add(System.nanoTime());
        }

        synchronized void got(byte[] data) {
            got.add(hash(data));
            gotAt.add(System.nanoTime());
        }
    }

    /** One end of a WebSocket connection, blocking. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final boolean client;
        int opcode;

        Wire(Socket socket, boolean client) throws IOException {
            this.socket = socket;
            this.client = client;
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            out = socket.getOutputStream();
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection ended in its handshake");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        synchronized void send(int code, byte[] data) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(14 + data.length);
            frame.put((byte) (0x80 | code));
            int mask = client ? 0x80 : 0;
            if (data.length < 126) {
                frame.put((byte) (mask | data.length));
            } else if (data.length < 1 << 16) {
                frame.put((byte) (mask | 126)).putShort((short) data.length);
            } else {
                frame.put((byte) (mask | 127)).putLong(data.length);
            }
            if (client) {
                byte[] key = {1, 2, 3, 4};
                frame.put(key);
                for (int i = 0; i < data.length; i++) {
                    frame.put((byte) (data[i] ^ key[i & 3]));
                }
            } else {
                frame.put(data);
            }
            out.write(frame.array(), 0, frame.position());
        }

        /** The next message, or null when the other side has closed; pings are answered. */
        byte[] message() throws IOException {
            byte[] whole = {};
            while (true) {
                int first = in.readUnsignedByte();
                int second = in.readUnsignedByte();
                long length = second & 0x7f;
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = in.readLong();
                }
                byte[] key = new byte[4];
                if ((second & 0x80) != 0) {
                    in.readFully(key);
                }
                byte[] data = new byte[(int) length];
                in.readFully(data);
                for (int i = 0; (second & 0x80) != 0 && i < data.length; i++) {
                    data[i] ^= key[i & 3];
                }
                int code = first & 0xf;
                if (code == PING) {
                    send(PONG, data);
                } else if (code == CLOSE) {
                    send(CLOSE, data);
                    return null;
                } else if (code != PONG) {
                    opcode = code == 0 ? opcode : code;
                    int before = whole.length;
                    whole = before == 0 ? data : Arrays.copyOf(whole, before + data.length);
                    if (before > 0) {
                        System.arraycopy(data, 0, whole, before, data.length);
                    }
                    if ((first & 0x80) != 0) {
                        return whole;
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    public static void main(String[] arguments) throws Exception {
        RecordCheck check = new RecordCheck();
        for (int i = 0; i < arguments.length; i += 2) {
            check.options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        System.exit(check.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        ServerSocket server = new ServerSocket(number("port"));
        thread("upstream", () -> accept(server));
        String run = Long.toHexString(System.nanoTime());
        Map<String, Seen> clients = new LinkedHashMap<>();
        List<Thread> talking = new ArrayList<>();
        for (int i = 0; i < number("clients"); i++) {
            String name = "record-check-" + run + "-" + i;
            Seen seen = new Seen();
            clients.put(name, seen);
            int seed = i;
            talking.add(thread(name, () -> talk(name, seen, seed)));
        }
        sleep("warm");
        boolean killed = options.containsKey("kill");
        long killedAt = 0;
        for (int round = 1; round <= number("rounds"); round++) {
            phase = "before " + round;
            sleep("before");
            phase = "during " + round;
            command("stop");
            sleep("during");
            killedAt = System.nanoTime();
            command("kill");
            command("start");
            if (killed) {
                stopping = true;
                command("restart");
                break;
            }
            phase = "recovering " + round;
            TimeUnit.SECONDS.sleep(10);
            phase = "after " + round;
            sleep("after");
        }
        stopping = true;
        for (Thread each : talking) {
            each.join(60_000);
        }
        for (String name : List.of("before", "during", "recovering", "after")) {
            List<Long> all = new ArrayList<>();
            for (int round = 1; round <= number("rounds"); round++) {
                List<Long> one = latencies.getOrDefault(name + " " + round, List.of());
                tell(number("rounds") > 1 ? name + " " + round : "", one);
                all.addAll(one);
            }
            tell(name, all);
        }
        return judge(clients, killed ? killedAt - TimeUnit.SECONDS.toNanos(1) : Long.MAX_VALUE);
    }

    private static void tell(String name, List<Long> latencies) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        if (!name.isEmpty() && sorted.length > 0) {
            System.out.printf(
                    "%-12s %7d round trips, p50 %6d us, p99 %6d us, p99.9 %7d us, longest %8d us%n",
                    name, sorted.length, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)],
                    sorted[(int) (sorted.length * 0.999)], sorted[sorted.length - 1]);
        }
    }

    private boolean judge(Map<String, Seen> clients, long until) throws Exception {
        boolean fine = true;
        long messages = 0;
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(number("patience"));
        for (Map.Entry<String, Seen> client : clients.entrySet()) {
            Seen here = client.getValue();
            Seen there = atUpstream.get(client.getKey());
            boolean lost = until < Long.MAX_VALUE;
            String relayed = compare("client to upstream", here.sent, there.got, lost)
                    + compare("upstream to client", there.sent, here.got, lost);
            List<String> out = before(here.sent, here.sentAt, until);
            List<String> in = before(there.sent, there.sentAt, until);
            String recorded = "";
            while (true) {
                Map<String, List<String>> record = record(client.getKey());
                recorded = compare("record of client to upstream", out, record.get("client_to_server"), lost)
                        + compare("record of upstream to client", in, record.get("server_to_client"), lost)
                        + record.getOrDefault("problems", List.of());
                recorded = recorded.replace("[]", "");
                if (recorded.isEmpty() || System.nanoTime() > patience) {
                    break;
                }
                TimeUnit.SECONDS.sleep(1);
            }
            messages += here.sent.size() + there.sent.size();
            System.out.printf("%s: %d sent, %d got%s%n", client.getKey(), here.sent.size(), here.got.size(),
                    (relayed + recorded).isEmpty() ? "; all relayed unchanged and recorded, once and in order" : relayed + recorded);
            fine &= (relayed + recorded).isEmpty();
        }
        System.out.println((fine ? "PASSED" : "FAILED") + ": " + messages + " messages");
        return fine;
    }

    private static List<String> before(List<String> hashes, List<Long> times, long until) {
        int n = 0;
        while (n < hashes.size() && times.get(n) < until) {
            n++;
        }
        return hashes.subList(0, n);
    }

    /** Empty when they are equal; where something may be cut off, when one is the beginning of the other. */
    private static String compare(String what, List<String> expected, List<String> actual, boolean more) {
        if (actual == null) {
            return "; " + what + ": nothing";
        }
        int common = 0;
        while (common < Math.min(expected.size(), actual.size()) && expected.get(common).equals(actual.get(common))) {
            common++;
        }
        boolean recorded = what.startsWith("record");
        boolean equal = more
                ? common == (recorded ? expected.size() : Math.min(expected.size(), actual.size()))
                : common == expected.size() && common == actual.size();
        return equal ? "" : "; " + what + ": " + expected.size() + " expected, " + actual.size() + " there, the first " + common + " equal";
    }

    private void talk(String name, Seen seen, int seed) throws Exception {
        String[] address = options.get("dewey").split(":");
        Random random = new Random(seed);
        try (Wire wire = new Wire(new Socket(address[0], Integer.parseInt(address[1])), true)) {
            wire.out.write(("GET /proxy/" + options.get("upstream") + " HTTP/1.1\r\nHost: " + options.get("dewey")
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                            + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String status = wire.line();
            if (!status.contains(" 101 ")) {
                throw new IOException(status);
            }
            while (!wire.line().isEmpty()) {
                // headers
            }
            Map<String, Long> asked = new ConcurrentHashMap<>();
            Thread reader = thread(name + "-reader", () -> {
                for (byte[] message = wire.message(); message != null; message = wire.message()) {
                    seen.got(message);
                    Matcher id = ID.matcher(new String(message, 0, Math.min(60, message.length), StandardCharsets.UTF_8));
                    Long since = id.find() ? asked.remove(id.group(1)) : null;
                    if (since != null) {
                        latencies.computeIfAbsent(phase, each -> java.util.Collections.synchronizedList(new ArrayList<>()))
                                .add((System.nanoTime() - since) / 1000);
                    }
                }
            });
            say(wire, seen, TEXT, "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"" + name + "\",\"version\":\"1\"}}}");
            int large = seed == 0 ? number("large") : 0;
            long next = System.nanoTime();
            for (int i = 0; !stopping; i++) {
                int kind = random.nextInt(20);
                String padding = "x".repeat(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(400));
                if (large > 0 && i % 20 == 19) {
                    large--;
                    say(wire, seen, TEXT, "{\"jsonrpc\":\"2.0\",\"method\":\"large\",\"params\":{\"p\":\"" + "y".repeat((16 << 20) - 1024) + "\"}}");
                } else if (kind == 0) {
                    byte[] data = new byte[random.nextInt(5000)];
                    random.nextBytes(data);
                    seen.sent(data);
                    wire.send(BINARY, data);
                } else if (kind == 1) {
                    say(wire, seen, TEXT, random.nextBoolean() ? "" : "no JSON \u00e4\u20ac\ud83d\ude00 \u0000 " + padding);
                } else if (kind == 2) {
                    say(wire, seen, TEXT, "{ \"method\" : \"notifications/x\",\"jsonrpc\":\"2.0\", \"params\":{\"\\u00e9\": 1e400, \"p\":\"" + padding + "\"} }");
                } else {
                    String id = "q" + i;
                    asked.put(id, System.nanoTime());
                    say(wire, seen, TEXT, "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":{\"p\":\"" + padding + "\"}}}");
                }
                next += 1_000_000_000L / number("rate");
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
            for (int i = 0; i < 100 && !asked.isEmpty(); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            wire.send(CLOSE, new byte[] {3, (byte) 0xe8});
            reader.join(10_000);
        }
    }

    private static final Pattern ID = Pattern.compile("\"id\":\"(q\\d+)\"");

    private static void say(Wire wire, Seen seen, int opcode, String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        seen.sent(data);
        wire.send(opcode, data);
    }

    private void accept(ServerSocket server) throws IOException {
        while (true) {
            Socket socket = server.accept();
            thread("upstream-session", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws Exception {
        try (Wire wire = new Wire(socket, false)) {
            String key = "";
            for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
                    key = line.substring(18).strip();
                }
            }
            byte[] accept = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            wire.out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Seen seen = new Seen();
            Random random = new Random(7);
            for (byte[] message = wire.message(); message != null; message = wire.message()) {
                seen.got(message);
                String text = new String(message, 0, Math.min(300, message.length), StandardCharsets.UTF_8);
                Matcher name = Pattern.compile("\"name\":\"(record-check-[^\"]*)\"").matcher(text);
                if (text.contains("initialize") && name.find()) {
                    atUpstream.put(name.group(1), seen);
                }
                Matcher id = ID.matcher(text);
                if (wire.opcode == BINARY) {
                    seen.sent(message);
                    wire.send(BINARY, message);
                } else if (text.contains("\"method\":\"large\"")) {
                    say(wire, seen, TEXT, new String(message, StandardCharsets.UTF_8));
                } else if (id.find()) {
                    if (random.nextInt(10) == 0) {
                        say(wire, seen, TEXT, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\"}}");
                    }
                    say(wire, seen, TEXT, "{\"jsonrpc\":\"2.0\",\"id\":\"" + id.group(1) + "\",\"result\":{\"p\":\"" + "r".repeat(random.nextInt(500)) + "\"}}");
                }
            }
        }
    }

    /** The hashes in the record of the client's session, by direction. */
    private Map<String, List<String>> record(String client) throws Exception {
        Map<String, List<String>> hashes = new LinkedHashMap<>();
        try {
            String cursor = "";
            String conversation = null;
            do {
                String page = call("dewey_list_sessions", "\"upstream\":\"" + options.get("upstream") + "\",\"limit\":100" + cursor);
                for (String session : page.split("(?=\"conversation_id\")")) {
                    Matcher id = Pattern.compile("^\"conversation_id\":\"([^\"]+)\"").matcher(session);
                    if (session.contains("\"" + client + "\"") && id.find()) {
                        conversation = id.group(1);
                    }
                }
                Matcher next = Pattern.compile("\"next_cursor\":\"([^\"]+)\"").matcher(page);
                cursor = next.find() ? ",\"cursor\":\"" + next.group(1) + "\"" : "";
            } while (conversation == null && !cursor.isEmpty());
            if (conversation == null) {
                return Map.of("problems", List.of("; no session of this client"));
            }
            Pattern frame = Pattern.compile("\"sequence\":(\\d+),.*?\"direction\":\"(\\w+)\",\"kind\":\"(\\w+)\".*?\"sha256\":\"([0-9a-f]{64})\"");
            long last = 0;
            String at = "";
            do {
                String page = call("dewey_get_session",
                        "\"conversation_id\":\"" + conversation + "\",\"limit\":1000,\"include_content\":false" + at);
                Matcher each = frame.matcher(page.substring(page.indexOf("\"frames\"")));
                while (each.find()) {
                    if (Long.parseLong(each.group(1)) <= last) {
                        return Map.of("problems", List.of("; sequence " + each.group(1) + " after " + last));
                    }
                    last = Long.parseLong(each.group(1));
                    hashes.computeIfAbsent(each.group(2), direction -> new ArrayList<>()).add(each.group(4));
                }
                Matcher next = Pattern.compile("\"next_cursor\":\"([^\"]+)\"").matcher(page);
                at = next.find() ? ",\"cursor\":\"" + next.group(1) + "\"" : "";
            } while (!at.isEmpty());
        } catch (IOException | IllegalStateException away) {
            return Map.of("problems", List.of("; " + away));
        }
        return hashes;
    }

    private String call(String tool, String arguments) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{" + arguments
                + "},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
        HttpResponse<String> response = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://" + options.get("dewey") + "/mcp"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", tool)
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String text = response.body();
        int structured = text.indexOf("\"structuredContent\":");
        if (response.statusCode() != 200 || structured < 0 || text.contains("\"isError\":true")) {
            throw new IllegalStateException(tool + ": " + response.statusCode() + " " + text.substring(0, Math.min(300, text.length())));
        }
        return text.substring(structured);
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private void sleep(String option) throws InterruptedException {
        TimeUnit.SECONDS.sleep(number(option));
    }

    private void command(String option) throws Exception {
        if (options.containsKey(option)) {
            int exit = new ProcessBuilder("sh", "-c", options.get(option)).inheritIO().start().waitFor();
            System.out.println("--" + option + " has run, exit code " + exit);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread thread(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                System.out.println(name + ": " + e);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String hash(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
