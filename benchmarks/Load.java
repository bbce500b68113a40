import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * What a call of Dewey costs, beside the database's own cost in the same minutes. Needs a JDK 17, and for the floor the PostgreSQL driver.
 *
 * <pre>
 * java benchmarks/Load.java                                      all scenarios over WebSocket and HTTP, at 1, 8 and 64 connections
 * java -cp target/server/postgresql.jar benchmarks/Load.java --database 'jdbc:postgresql://127.0.0.1:5432/dewey?user=dewey&password=…'
 *     [--ws ws://127.0.0.1:9020/mcp] [--http http://127.0.0.1:9020/mcp] [--echo ws://…] [--token …] [--pid 4711]
 *     [--scenarios ping,store,store-one,bulk,get,list,search] [--connections 1,8,64] [--seconds 5] [--warmup 3] [--rounds 3]
 *     [--bytes 500] [--fill 0] [--ways pgbench,floor,echo,ws,http] [--out target/benchmark]
 * java benchmarks/Load.java --connections 1,10,100,1000          how cost grows: with connections,
 * java benchmarks/Load.java --bytes 1000,10000,100000,1000000 --scenarios store,get --connections 1            with the size of a message,
 * java benchmarks/Load.java --fill 10000,100000,1000000 --scenarios store,get,list,search --connections 8         with what is stored
 * </pre>
 *
 * <p>Each connection has one call under way. Rounds are interleaved, and the table has their medians: what else the machine does then
 * concerns all rows alike. Every answer is checked, and after each run that stores, whether each acknowledged message is there once, at the
 * turn that was acknowledged. --echo is any WebSocket that says back what it hears. --pid tells what CPU time a call took of that process.
 * With --database there is the floor: the same on plain JDBC, as many connections, one statement for each call (for search PostgreSQL's own
 * ranking of all that match); its rows stay there under the tenant "floor". Where pgbench is installed it makes the same append
 * (append.pgbench.sql, 500 bytes, a conversation for each connection) for store. PostgreSQL puts off a part of what storing costs, the words
 * that are to go into the search index: the time that it takes for them afterwards counts for the rate of whoever stored them. --fill stores messages until there are so many before it measures,
 * in conversations of 100. Results: OUT.md and OUT.svg. Callers of the same machine have no rate limits unless dewey.limits.local says so.
 */
public final class Load {
    private static final Map<String, String> OPTIONS = new HashMap<>(Map.of(
            "ws", "ws://127.0.0.1:9020/mcp", "http", "http://127.0.0.1:9020/mcp", "connections", "1,8,64", "seconds", "5",
            "warmup", "3", "rounds", "3", "bytes", "500", "fill", "0", "out", "target/benchmark"));

    static {
        OPTIONS.put("scenarios", "ping,store,store-one,bulk,get,list,search");
        OPTIONS.put("ways", "pgbench,floor,echo,ws,http");
    }

    private static final int BULK = 100;
    private static final int BULKS_AT_ONCE = 4;
    /** More at once a server refuses, unless it is told to take more: of bulks 4 run and 4 wait, of searches 8 and 8. */
    private static final Map<String, Integer> MOST_AT_ONCE = Map.of("bulk", 2 * BULKS_AT_ONCE, "search", 16);
    private static final int MESSAGES_TO_GET = 20;
    private static final int LONGEST_CONVERSATION = 2_000;
    private static final int PATIENCE_SECONDS = 30;

    private static final Set<String> STORING = Set.of("store", "store-one", "bulk");

    private static int messageBytes;
    private static int filled;

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            OPTIONS.put(arguments[i].substring(2), arguments[i + 1]);
        }
        Map<String, List<Figures>> rows = new LinkedHashMap<>();
        for (String filled : OPTIONS.get("fill").split(",")) {
            fill(Integer.parseInt(filled));
            for (int round = 1; round <= Integer.parseInt(OPTIONS.get("rounds")); round++) {
                round(round, filled, rows);
            }
        }
        Map<String, Figures> medians = new LinkedHashMap<>();
        rows.forEach((row, all) -> medians.put(row, Figures.median(all)));
        write(medians);
        System.exit(0);
    }

    private static void round(int round, String filled, Map<String, List<Figures>> rows) throws Exception {
        // the disk is still busy with what was stored before: each is the first once
        List<String> ways = new ArrayList<>(List.of(OPTIONS.get("ways").split(",")));
        Collections.rotate(ways, 1 - round);
        for (String scenario : OPTIONS.get("scenarios").split(",")) {
            for (String bytes : OPTIONS.get("bytes").split(",")) {
                messageBytes = Integer.parseInt(bytes);
                for (String connections : OPTIONS.get("connections").split(",")) {
                    for (String way : ways) {
                        settle();
                        Figures figures = measure(scenario, way, Integer.parseInt(connections));
                        if (figures != null && STORING.contains(scenario)) {
                            figures = figures.withWhatIsLeft(settle());
                        }
                        if (figures != null) {
                            String row = scenario + among("bytes", bytes) + among("fill", filled) + " | " + way + " | " + connections;
                            rows.computeIfAbsent(row, key -> new ArrayList<>()).add(figures);
                            System.err.println("round " + round + ": " + row + " | " + figures);
                        }
                    }
                }
            }
        }
    }

    /** What tells a row from others, where there are others. */
    private static String among(String option, String value) {
        return OPTIONS.get(option).contains(",") ? String.format(Locale.ROOT, ", %s %,d", option, Integer.parseInt(value)) : "";
    }

    /** Has so many messages stored, as many bulks at a time as a server runs. */
    private static void fill(int messages) throws Exception {
        if (filled >= messages) {
            return;
        }
        messageBytes = Integer.parseInt(OPTIONS.get("bytes").split(",")[0]);
        List<Future<?>> ends = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(messages - filled);
        var threads = Executors.newFixedThreadPool(BULKS_AT_ONCE, Load::daemon);
        for (int i = 0; i < BULKS_AT_ONCE; i++) {
            Tool tool = new Tool("bulk", door("ws"), new Ledger(), i);
            ends.add(threads.submit(() -> {
                while (left.getAndAdd(-BULK) > 0) {
                    tool.conversation = tool.begin();
                    tool.bulk();
                }
                tool.close();
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        filled = messages;
        System.err.println("filled with " + messages + " messages");
    }

    private static Figures measure(String scenario, String way, int connections) throws Exception {
        if (connections > MOST_AT_ONCE.getOrDefault(scenario, Integer.MAX_VALUE)) {
            return null;
        }
        boolean floor = way.equals("floor") && OPTIONS.containsKey("database") && !scenario.equals("ping");
        boolean echo = way.equals("echo") && OPTIONS.containsKey("echo") && scenario.equals("ping");
        if (way.equals("floor") && !floor || way.equals("echo") && !echo) {
            return null;
        }
        if (way.equals("pgbench")) {
            return scenario.equals("store") && OPTIONS.containsKey("database") && messageBytes == 500 && Files.exists(SCRIPT) ? pgbench(connections) : null;
        }
        List<Caller> callers = new ArrayList<>();
        Ledger ledger = new Ledger();
        try {
            for (int i = 0; i < connections; i++) {
                callers.add(floor ? new Floor(scenario, scenario.equals("store-one") ? 0 : i)
                        : echo ? new Echo(new WebSocketDoor(OPTIONS.get("echo"), false))
                        : new Tool(scenario, door(way), ledger, i));
            }
            Figures figures = drive(callers);
            ledger.verify(door(way.equals("http") ? "http" : "ws"));
            return figures;
        } finally {
            callers.forEach(Caller::close);
        }
    }

    /**
     * Has the words that stand on the list of the search index merged into it: nobody is to pay for those that another has left there, and
     * whoever stores is to pay for his own. In seconds.
     */
    private static double settle() throws SQLException {
        if (!OPTIONS.containsKey("database")) {
            return 0;
        }
        long begun = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(OPTIONS.get("database")); Statement merge = connection.createStatement()) {
            merge.execute("SELECT sum(gin_clean_pending_list(oid)) FROM pg_class WHERE relkind = 'i' AND relname LIKE 'messages_by_search%'");
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static final Path SCRIPT = Path.of("benchmarks/append.pgbench.sql");

    /** The append by PostgreSQL's own benchmark; null where that is not installed. */
    private static Figures pgbench(int connections) throws Exception {
        for (int i = 0; i < connections; i++) {
            new Floor("store", i).close();
        }
        Path log = Files.createTempDirectory("pgbench");
        double seconds = Double.parseDouble(OPTIONS.get("seconds"));
        Process process;
        try {
            process = new ProcessBuilder("pgbench", "--no-vacuum", "--protocol", "prepared", "--client", "" + connections, "--jobs", "" + Math.min(2, connections),
                    "--time", "" + (int) (seconds + Integer.parseInt(OPTIONS.get("warmup"))), "--log", "--log-prefix", log.resolve("log").toString(),
                    "--file", SCRIPT.toString(), OPTIONS.get("database").replaceFirst("^jdbc:", "")).redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            Files.delete(log);
            return null;
        }
        String told = new String(process.getInputStream().readAllBytes());
        require(process.waitFor() == 0, told);
        // of each transaction: client, number, microseconds, script, and when it ended
        List<String[]> transactions = new ArrayList<>();
        try (var files = Files.list(log)) {
            for (Path file : files.toList()) {
                Files.readAllLines(file).stream().map(line -> line.split(" ")).forEach(transactions::add);
                Files.delete(file);
            }
        }
        Files.delete(log);
        double end = transactions.stream().mapToDouble(Load::ended).max().orElseThrow();
        long[] nanos = transactions.stream().filter(each -> ended(each) > end - seconds).mapToLong(each -> Long.parseLong(each[2]) * 1_000).sorted().toArray();
        return new Figures(nanos.length / seconds, at(nanos, 0.5), at(nanos, 0.95), at(nanos, 0.99), 0, 0);
    }

    private static double ended(String[] transaction) {
        return Long.parseLong(transaction[4]) + Long.parseLong(transaction[5]) / 1e6;
    }

    private static Door door(String way) throws Exception {
        Door door = way.equals("http") ? new HttpDoor(OPTIONS.get("http")) : new WebSocketDoor(OPTIONS.get("ws"), true);
        door.call("initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}}");
        return door;
    }

    /** A failure ends the program, whatever others do. */
    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** Has all callers call, one call of each at a time. */
    private static Figures drive(List<Caller> callers) throws Exception {
        long begun = System.nanoTime();
        long from = begun + Long.parseLong(OPTIONS.get("warmup")) * 1_000_000_000L;
        long until = from + Long.parseLong(OPTIONS.get("seconds")) * 1_000_000_000L;
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        List<Future<?>> ends = new ArrayList<>();
        var threads = Executors.newCachedThreadPool(Load::daemon);
        for (Caller caller : callers) {
            ends.add(threads.submit(() -> {
                while (System.nanoTime() < until) {
                    long asked = System.nanoTime();
                    caller.call();
                    note(nanos, asked, from, until);
                }
                return null;
            }));
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, from - System.nanoTime()));
        double cpu = cpuSeconds();
        for (Future<?> end : ends) {
            end.get(PATIENCE_SECONDS + (until - begun) / 1_000_000_000L, TimeUnit.SECONDS);
        }
        cpu = cpuSeconds() - cpu;
        threads.shutdown();
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        boolean watched = isOfTheProcess(callers.get(0));
        return new Figures(sorted.length * 1e9 / (until - from), at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99),
                watched ? cpu / Math.max(1, sorted.length) * 1e6 : 0, watched ? residentMegabytes() : 0);
    }

    /** Whether the process that --pid names does the work: an echo may have one of its own. */
    private static boolean isOfTheProcess(Caller caller) {
        return caller instanceof Tool || caller instanceof Echo
                && URI.create(OPTIONS.get("echo")).getAuthority().equals(URI.create(OPTIONS.get("ws")).getAuthority());
    }

    private static void note(Collection<Long> nanos, long asked, long from, long until) {
        long now = System.nanoTime();
        if (now >= from && now < until) {
            nanos.add(now - asked);
        }
    }

    private static double at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1e3;
    }

    /** Of proc(5): user and system time, in hundredths of a second. */
    private static double cpuSeconds() throws IOException {
        if (!OPTIONS.containsKey("pid")) {
            return 0;
        }
        String[] fields = Files.readString(Path.of("/proc", OPTIONS.get("pid"), "stat")).replaceFirst(".*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double residentMegabytes() throws IOException {
        if (!OPTIONS.containsKey("pid")) {
            return 0;
        }
        Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(Files.readString(Path.of("/proc", OPTIONS.get("pid"), "status")));
        return resident.find() ? Long.parseLong(resident.group(1)) / 1024.0 : 0;
    }

    private record Figures(double perSecond, double p50, double p95, double p99, double cpu, double megabytes) {
        /** The rate when the time counts, too, that is still to be spent on what was stored in all the time. */
        Figures withWhatIsLeft(double seconds) {
            double all = Double.parseDouble(OPTIONS.get("warmup")) + Double.parseDouble(OPTIONS.get("seconds"));
            return new Figures(perSecond * all / (all + seconds), p50, p95, p99, cpu, megabytes);
        }

        static Figures median(List<Figures> rounds) {
            return new Figures(
                    median(rounds.stream().mapToDouble(Figures::perSecond).toArray()), median(rounds.stream().mapToDouble(Figures::p50).toArray()),
                    median(rounds.stream().mapToDouble(Figures::p95).toArray()), median(rounds.stream().mapToDouble(Figures::p99).toArray()),
                    median(rounds.stream().mapToDouble(Figures::cpu).toArray()), median(rounds.stream().mapToDouble(Figures::megabytes).toArray()));
        }

        private static double median(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.0f | %,.0f | %,.0f | %,.0f | ", perSecond, p50, p95, p99)
                    + (megabytes == 0 ? " | " : String.format(Locale.ROOT, "%,.0f | %,.0f", cpu, megabytes));
        }
    }

    // ---- what is called

    private interface Caller {
        /** One call, with its answer, which is checked. */
        void call() throws Exception;

        void close();
    }

    private record Echo(Door door) implements Caller {
        @Override
        public void call() throws IOException {
            door.call("ping", "{}");
        }

        @Override
        public void close() {
            door.close();
        }
    }

    /** A method or tool of Dewey, with arguments of its own for each call. */
    private static final class Tool implements Caller {
        private static final Pattern TURN = Pattern.compile("\"turn_number\":(\\d+)");
        private static final Pattern ID = Pattern.compile("\"conversation_id\":\"([0-9a-f-]{36})\"");
        private static String shared;
        private static final Map<Integer, List<String>> READABLE = new HashMap<>();

        private final String scenario;
        private final Door door;
        private final Ledger ledger;
        private final int number;
        private final Random random;
        private String conversation;
        private int sent;

        Tool(String scenario, Door door, Ledger ledger, int number) throws Exception {
            this.scenario = scenario;
            this.door = door;
            this.ledger = ledger;
            this.number = number;
            random = new Random(number);
            if (scenario.equals("store-one")) {
                shared = number == 0 ? begin() : shared;
                conversation = shared;
            } else if (scenario.equals("store") || scenario.equals("bulk")) {
                conversation = begin();
            } else if (!scenario.equals("ping")) {
                makeReadable();
            }
        }

        private void makeReadable() throws IOException {
            List<String> readable = readable();
            while (readable.size() < 50 && (readable.size() < 2 || messageBytes < 1_000_000)) {
                String id = begin();
                for (int stored = 0; stored < messagesToGet(); stored += perBulk()) {
                    tool("dewey_store_messages_bulk",
                            "{\"conversation_id\":\"" + id + "\",\"messages\":" + messages(Math.min(perBulk(), messagesToGet() - stored)) + "}");
                }
                readable.add(id);
            }
        }

        private static List<String> readable() {
            return READABLE.computeIfAbsent(messageBytes, bytes -> new ArrayList<>());
        }

        private String begin() throws IOException {
            return first(ID, tool("dewey_begin_conversation", "{\"session_id\":\"load\"}"));
        }

        private String tool(String name, String arguments) throws IOException {
            String answer = door.call("tools/call", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
            require(answer.contains("\"isError\":false"), answer);
            return answer;
        }

        @Override
        public void call() throws IOException {
            switch (scenario) {
                case "ping" -> door.call("ping", "{}");
                case "store", "store-one" -> store();
                case "bulk" -> bulk();
                case "get" -> {
                    String answer = tool("dewey_get_conversation", "{\"conversation_id\":\"" + readable().get(random.nextInt(readable().size())) + "\"}");
                    require(count(answer, "\"turn\":") == messagesToGet(), answer);
                }
                case "list" -> {
                    String answer = tool("dewey_list_conversations", "{\"limit\":20}");
                    require(count(answer, "\"message_count\":") == 20, answer);
                }
                case "search" -> {
                    String answer = tool("dewey_search", "{\"query\":\"" + Words.toSearch(random) + " " + Words.toSearch(random) + "\",\"limit\":20}");
                    require(answer.contains("\"results\":"), answer);
                }
                default -> throw new IllegalArgumentException("no scenario " + scenario);
            }
        }

        private void store() throws IOException {
            if (sent >= LONGEST_CONVERSATION && !scenario.equals("store-one")) {
                sent = 0;
                conversation = begin();
            }
            String key = "k" + number + "-" + sent++;
            String answer = tool("dewey_store_message", "{\"conversation_id\":\"" + conversation + "\",\"role\":\"user\",\"content\":\"" + content(key) + "\"}");
            ledger.acknowledged(conversation, Integer.parseInt(first(TURN, answer)), key);
        }

        private void bulk() throws IOException {
            String answer = tool("dewey_store_messages_bulk",
                    "{\"conversation_id\":\"" + conversation + "\",\"return_ids\":false,\"messages\":" + messages(perBulk()) + "}");
            require(answer.contains("\"stored\":" + perBulk()), answer);
            ledger.stored(conversation, perBulk());
        }

        private String messages(int count) {
            StringBuilder messages = new StringBuilder("[");
            for (int i = 0; i < count; i++) {
                messages.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"").append(content("b" + number + "-" + sent++)).append("\"}");
            }
            return messages.append(']').toString();
        }

        private String content(String key) {
            return key + " " + Words.text(random, messageBytes - key.length() - 1);
        }

        @Override
        public void close() {
            door.close();
        }
    }

    /** As many as there are in an answer, which holds 4 MiB of contents. */
    private static int messagesToGet() {
        return Math.max(1, Math.min(MESSAGES_TO_GET, (4 << 20) / (messageBytes + 1)));
    }

    /** As many as go into a message of 16 MiB. */
    private static int perBulk() {
        return Math.max(1, Math.min(BULK, (15 << 20) / (messageBytes + 200)));
    }

    private static void require(boolean right, String answer) {
        if (!right) {
            throw new IllegalStateException("a wrong answer: " + answer.substring(0, Math.min(300, answer.length())));
        }
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }

    private static String first(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        require(match.find(), text);
        return match.group(1);
    }

    /** What was acknowledged, and whether it is there: once, and at its turn. */
    private static final class Ledger {
        private static final Pattern MESSAGE = Pattern.compile("\"turn\":(\\d+),\"role\":\"user\",\"content\":\"([kb]\\d+-\\d+) ");
        private static final Pattern NEXT = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");
        private final Map<String, Map<Integer, String>> places = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

        void acknowledged(String conversation, int turn, String key) {
            if (places.computeIfAbsent(conversation, id -> new ConcurrentHashMap<>()).put(turn, key) != null) {
                throw new IllegalStateException("turn " + turn + " was given twice in " + conversation);
            }
            stored(conversation, 1);
        }

        void stored(String conversation, int messages) {
            counts.computeIfAbsent(conversation, id -> new AtomicInteger()).addAndGet(messages);
        }

        void verify(Door door) throws Exception {
            for (Map.Entry<String, AtomicInteger> count : counts.entrySet()) {
                Map<Integer, String> found = read(door, count.getKey());
                Map<Integer, String> told = places.getOrDefault(count.getKey(), Map.of());
                if (found.size() != count.getValue().get() || !found.entrySet().containsAll(told.entrySet())) {
                    throw new IllegalStateException(count.getKey() + " has " + found.size() + " messages; " + count + " were acknowledged");
                }
            }
            door.close();
        }

        private static Map<Integer, String> read(Door door, String conversation) throws Exception {
            Map<Integer, String> found = new HashMap<>();
            String cursor = "";
            while (cursor != null) {
                String answer = door.call("tools/call", "{\"name\":\"dewey_get_conversation\",\"arguments\":{\"conversation_id\":\""
                                + conversation + "\"" + cursor + "}}");
                for (Matcher message = MESSAGE.matcher(answer); message.find(); ) {
                    require(found.put(Integer.valueOf(message.group(1)), message.group(2)) == null, answer);
                }
                Matcher next = NEXT.matcher(answer);
                cursor = next.find() ? ",\"cursor\":\"" + next.group(1) + "\"" : null;
            }
            return found;
        }
    }

    /** The same work without Dewey: one statement that commits by itself, on a plain connection. */
    private static final class Floor implements Caller {
        private static final String GROWN =
                "WITH grown AS (UPDATE conversations SET next_turn = next_turn + %1$s, message_count = message_count + %1$s,"
                        + " updated_at = clock_timestamp() WHERE id = ? RETURNING id, next_turn - %1$s AS turn, updated_at) ";
        private static final String APPEND = String.format(GROWN, "1")
                + "INSERT INTO messages (conversation_id, turn_number, id, role, content, metadata, created_at, tenant)"
                + " SELECT id, turn, ?, 'user', ?, '{}', updated_at, 'floor' FROM grown RETURNING turn_number, created_at";
        private static final String BULK_APPEND = String.format(GROWN, "%1$d")
                + "INSERT INTO messages (conversation_id, turn_number, id, role, content, metadata, created_at, tenant)"
                + " SELECT g.id, g.turn + m.place - 1, m.id, 'user', m.content, '{}', updated_at, 'floor'"
                + " FROM grown g, unnest(?::uuid[], ?::text[]) WITH ORDINALITY AS m (id, content, place) RETURNING turn_number";
        private static final String GET = "SELECT * FROM messages WHERE conversation_id = ? ORDER BY turn_number LIMIT ?";
        private static final String LIST = "SELECT * FROM conversations WHERE tenant = 'floor' AND ?::uuid IS NOT NULL ORDER BY updated_slot DESC, updated_at DESC, id DESC LIMIT 20";
        private static final String SEARCH = "SELECT conversation_id, turn_number, content FROM messages, websearch_to_tsquery('english', ?) wanted"
                + " WHERE search @@ wanted ORDER BY ts_rank_cd(search, wanted) DESC LIMIT 20";
        private final String scenario;
        private final Connection connection;
        private final PreparedStatement statement;
        private final UUID conversation;
        private final Random random = new Random();

        Floor(String scenario, int number) throws SQLException {
            this.scenario = scenario;
            connection = DriverManager.getConnection(OPTIONS.get("database"));
            conversation = new UUID(0xF1008L + messageBytes, number);
            try (PreparedStatement begin = connection.prepareStatement("INSERT INTO conversations (id, tenant, created_at, updated_at)"
                    + " VALUES (?, 'floor', now(), now()) ON CONFLICT DO NOTHING")) {
                begin.setObject(1, conversation);
                begin.executeUpdate();
            }
            statement = connection.prepareStatement(switch (scenario) {
                case "bulk" -> String.format(BULK_APPEND, perBulk());
                case "get" -> GET;
                case "list" -> LIST;
                case "search" -> SEARCH;
                default -> APPEND;
            });
            if (scenario.equals("get")) {
                try (PreparedStatement append = connection.prepareStatement(String.format(BULK_APPEND, messagesToGet()))) {
                    bind(append, messagesToGet());
                    append.executeQuery().close();
                }
            }
        }

        private void bind(PreparedStatement bulk, int messages) throws SQLException {
            bulk.setObject(1, conversation);
            UUID[] ids = new UUID[messages];
            Arrays.setAll(ids, place -> UUID.randomUUID());
            String[] contents = new String[messages];
            Arrays.setAll(contents, place -> Words.text(random, messageBytes));
            bulk.setArray(2, connection.createArrayOf("uuid", ids));
            bulk.setArray(3, connection.createArrayOf("text", contents));
        }

        @Override
        public void call() throws SQLException {
            switch (scenario) {
                case "bulk" -> bind(statement, perBulk());
                case "get" -> {
                    statement.setObject(1, conversation);
                    statement.setInt(2, messagesToGet());
                }
                case "list" -> statement.setObject(1, conversation);
                case "search" -> statement.setString(1, Words.toSearch(random) + " or " + Words.toSearch(random));
                default -> {
                    statement.setObject(1, conversation);
                    statement.setObject(2, UUID.randomUUID());
                    statement.setString(3, Words.text(random, messageBytes));
                }
            }
            statement.executeQuery().close();
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Texts in which the second word is half as frequent as the first, the third a third, and so on, as in people's (Zipf's law). */
    private static final class Words {
        private static final String[] ALL = new String[40_000];
        /** What is more frequent are "the" and "and", for which nobody searches. */
        private static final int MOST_FREQUENT_TO_SEARCH = 200;

        private static final int SYLLABLES = 13 * 5 * 6;

        static {
            for (int i = 0; i < ALL.length; i++) {
                // a prime, so that neighbours have nothing in common
                int spread = (int) (i * 7_919L % (SYLLABLES * SYLLABLES));
                ALL[i] = syllable(spread / SYLLABLES) + syllable(spread % SYLLABLES);
            }
        }

        private static String syllable(int number) {
            return "" + "bcdfglmnprstv".charAt(number % 13) + "aeiou".charAt(number / 13 % 5) + "lmnrst".charAt(number / 65);
        }

        static String one(Random random) {
            return ranked(random, 1);
        }

        static String toSearch(Random random) {
            return ranked(random, MOST_FREQUENT_TO_SEARCH);
        }

        private static String ranked(Random random, int first) {
            return ALL[(int) (first * Math.pow((double) ALL.length / first, random.nextDouble())) - 1];
        }

        static String text(Random random, int length) {
            StringBuilder text = new StringBuilder(length + 12);
            while (text.length() < length) {
                text.append(one(random)).append(random.nextInt(10) == 0 ? ". " : " ");
            }
            text.setLength(Math.max(1, length));
            return text.toString();
        }
    }

    // ---- how it is called

    private interface Door {
        /** The whole answer, which is one to this call. */
        String call(String method, String params) throws IOException;

        void close();
    }

    /**
     * A connection whose thread writes a request and waits for the answer, as pgbench and the driver of the floor do: of what is measured as
     * little as possible is to be the load's own.
     */
    private abstract static class BlockingDoor implements Door {
        private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
        private static final int MOST_OF_A_HEAD = 64 << 10;
        private final URI uri;
        private Socket socket;
        private long calls;
        DataInputStream in;
        OutputStream out;
        final String target;
        final String headers;

        BlockingDoor(String url) throws IOException {
            uri = URI.create(url);
            connect();
            target = (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            headers = " HTTP/1.1\r\nHost: " + uri.getRawAuthority() + "\r\n"
                    + (OPTIONS.containsKey("token") ? "Authorization: Bearer " + OPTIONS.get("token") + "\r\n" : "");
        }

        final void connect() throws IOException {
            boolean secret = uri.getScheme().matches("wss|https");
            int port = uri.getPort() >= 0 ? uri.getPort() : secret ? 443 : 80;
            socket = secret ? SSLSocketFactory.getDefault().createSocket(uri.getHost(), port) : new Socket(uri.getHost(), port);
            if (socket instanceof SSLSocket encrypted) {
                SSLParameters parameters = encrypted.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                encrypted.setSSLParameters(parameters);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
            out = socket.getOutputStream();
        }

        @Override
        public final String call(String method, String params) throws IOException {
            long id = ++calls;
            send(("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}").getBytes(StandardCharsets.UTF_8));
            while (true) {
                String message = receive();
                // in Dewey's answers the id comes first; what has none is no answer
                Matcher told = ID.matcher(message);
                if (told.find() && Long.parseLong(told.group(1)) == id) {
                    return message;
                }
            }
        }

        abstract void send(byte[] text) throws IOException;

        abstract String receive() throws IOException;

        /** Headers, whose names are in lower case, behind this status. */
        final Map<String, String> head(int status) throws IOException {
            Map<String, String> head = new HashMap<>();
            String line = line();
            for (String header = line(); !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                head.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
            }
            boolean right = line.startsWith("HTTP/1.1 " + status);
            require(right, right ? "" : line + ": " + new String(bytes(Integer.parseInt(head.getOrDefault("content-length", "0")))));
            return head;
        }

        final String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0 || line.length() > MOST_OF_A_HEAD) {
                    throw new EOFException("the server has ended the connection: " + line);
                }
                if (octet != '\r') {
                    line.append((char) octet);
                }
            }
            return line.toString();
        }

        final byte[] bytes(int length) throws IOException {
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return bytes;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** RFC 6455. */
    private static final class WebSocketDoor extends BlockingDoor {
        private static final int TEXT = 1;
        private static final int CLOSE = 8;
        private static final int PING = 9;
        private static final int PONG = 10;
        private static final int NORMAL = 1_000;
        private final Random keys = new Random();

        WebSocketDoor(String url, boolean mcp) throws IOException {
            super(url);
            out.write(("GET " + target + headers + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + (mcp ? "Sec-WebSocket-Protocol: mcp\r\n" : "") + "\r\n").getBytes(StandardCharsets.US_ASCII));
            require("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".equals(head(101).get("sec-websocket-accept")), "no WebSocket");
        }

        @Override
        void send(byte[] text) throws IOException {
            send(TEXT, text);
        }

        private void send(int opcode, byte[] data) throws IOException {
            int extended = data.length < 126 ? 0 : data.length < 65_536 ? 2 : 8;
            byte[] frame = new byte[6 + extended + data.length];
            frame[0] = (byte) (0x80 | opcode);
            frame[1] = (byte) (0x80 | (extended == 0 ? data.length : extended == 2 ? 126 : 127));
            for (int i = 0; i < extended; i++) {
                frame[1 + extended - i] = (byte) (i < 4 ? data.length >>> 8 * i : 0);
            }
            int key = keys.nextInt();
            for (int i = 0; i < 4; i++) {
                frame[2 + extended + i] = (byte) (key >>> 8 * i);
            }
            for (int i = 0; i < data.length; i++) {
                frame[6 + extended + i] = (byte) (data[i] ^ key >>> 8 * (i & 3));
            }
            out.write(frame);
        }

        /** In good order, as clients do. */
        @Override
        public void close() {
            try {
                send(CLOSE, new byte[] {NORMAL >> 8, (byte) NORMAL});
                while (in.read() >= 0) {
                    // until the server has closed the connection
                }
            } catch (IOException gone) {
                // that is what is wanted
            }
            super.close();
        }

        @Override
        String receive() throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                long whole = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
                byte[] data = bytes(Math.toIntExact(whole));
                switch (first & 0xF) {
                    case CLOSE -> throw new EOFException("closed: " + (data.length < 2 ? "" : (data[0] & 0xFF) << 8 | data[1] & 0xFF));
                    case PING -> send(PONG, data);
                    case PONG -> { }
                    default -> {
                        text.write(data);
                        if ((first & 0x80) != 0) {
                            return text.toString(StandardCharsets.UTF_8);
                        }
                    }
                }
            }
        }
    }

    /** Streamable HTTP, over a connection that is kept. */
    private static final class HttpDoor extends BlockingDoor {
        private String session = "";

        HttpDoor(String url) throws IOException {
            super(url);
        }

        @Override
        void send(byte[] text) throws IOException {
            byte[] head = ("POST " + target + headers + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                    + session + "Content-Length: " + text.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] request = Arrays.copyOf(head, head.length + text.length);
            System.arraycopy(text, 0, request, head.length, text.length);
            out.write(request);
        }

        /** All that is answered: JSON, or the events of a stream. */
        @Override
        String receive() throws IOException {
            Map<String, String> head = head(200);
            String body = head.containsKey("content-length")
                    ? new String(bytes(Integer.parseInt(head.get("content-length"))), StandardCharsets.UTF_8) : chunks();
            if (head.containsKey("mcp-session-id")) {
                session = "Mcp-Session-Id: " + head.get("mcp-session-id") + "\r\nMCP-Protocol-Version: 2025-11-25\r\n";
            }
            if (head.getOrDefault("connection", "").equalsIgnoreCase("close")) {
                close();
                connect();
            }
            return body;
        }

        private String chunks() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunk(); size > 0; size = chunk()) {
                body.write(bytes(size));
                line();
            }
            line();
            return body.toString(StandardCharsets.UTF_8);
        }

        private int chunk() throws IOException {
            return Integer.parseInt(line().split(";")[0].strip(), 16);
        }
    }

    // ---- what is written

    private static void write(Map<String, Figures> medians) throws IOException {
        StringBuilder table = new StringBuilder("| scenario | way | connections | calls/s | p50 µs | p95 µs | p99 µs | CPU µs | MB |\n|---|---|---|---|---|---|---|---|---|\n");
        medians.forEach((row, figures) -> table.append("| ").append(row).append(" | ").append(figures).append(" |\n"));
        Path out = Path.of(OPTIONS.get("out"));
        if (out.toAbsolutePath().getParent() != null) {
            Files.createDirectories(out.toAbsolutePath().getParent());
        }
        Files.writeString(Path.of(out + ".md"), table);
        Files.writeString(Path.of(out + ".svg"), grows().map(option -> curves(medians, option)).orElseGet(() -> plot(medians)));
        System.out.print(table);
    }

    /** The option that has at least three values, if one has; of connections at least four, because three are what is measured anyway. */
    private static Optional<String> grows() {
        return Stream.of("fill", "bytes", "connections")
                .filter(option -> OPTIONS.get(option).split(",").length >= (option.equals("connections") ? 4 : 3)).findFirst();
    }

    /** Where a logarithm is in a plot. */
    private record Scale(double least, double most, double from, double to) {
        double at(double logarithm) {
            return from + (to - from) * (logarithm - least) / (most - least);
        }
    }

    /** The p50 of each scenario and way against what grows; both scales are logarithmic. */
    private static String curves(Map<String, Figures> medians, String option) {
        Map<String, List<double[]>> curves = new LinkedHashMap<>();
        medians.forEach((row, figures) -> {
            String[] parts = row.split(" \\| ");
            Matcher grown = Pattern.compile(option + " ([\\d,]+)").matcher(parts[0]);
            double x = option.equals("connections") ? Double.parseDouble(parts[2]) : grown.find() ? Double.parseDouble(grown.group(1).replace(",", "")) : 1;
            String name = parts[0].replaceFirst(",.*", "") + " " + parts[1] + (option.equals("connections") ? "" : " " + parts[2]);
            curves.computeIfAbsent(name, key -> new ArrayList<>()).add(new double[] {x, Math.max(1, figures.p50())});
        });
        double[] xs = curves.values().stream().flatMap(List::stream).mapToDouble(point -> Math.log10(point[0])).toArray();
        double[] ys = curves.values().stream().flatMap(List::stream).mapToDouble(point -> Math.log10(point[1])).toArray();
        double left = Arrays.stream(xs).min().orElse(0);
        double right = Math.max(left + 1, Arrays.stream(xs).max().orElse(1));
        double low = Math.floor(Arrays.stream(ys).min().orElse(0));
        double high = Math.max(low + 1, Math.ceil(Arrays.stream(ys).max().orElse(1)));
        Scale across = new Scale(left, right, 60, 560);
        Scale up = new Scale(low, high, 380, 35);
        StringBuilder plot = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"420\" font-family=\"sans-serif\" font-size=\"12\">"
                + "<rect width=\"760\" height=\"420\" fill=\"#fff\"/><text x=\"8\" y=\"16\">p50 in ms, against " + (option.equals("fill") ? "messages stored" : option) + "</text>\n");
        for (double y = low; y <= high; y++) {
            double at = up.at(y);
            plot.append(String.format(Locale.ROOT, "<path d=\"M60 %1$.0fH560\" stroke=\"#ddd\"/><text x=\"52\" y=\"%2$.0f\" text-anchor=\"end\">%3$s</text>%n",
                    at, at + 4, plain(Math.pow(10, y) / 1e3)));
        }
        for (double x : Arrays.stream(xs).distinct().toArray()) {
            plot.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"400\" text-anchor=\"middle\">%,d</text>%n",
                    across.at(x), Math.round(Math.pow(10, x))));
        }
        String[] colours = {"#734f1e", "#1f6f8b", "#b3402a", "#4d7c3a", "#7a4a91", "#c08a45", "#3d4f8a", "#888"};
        int number = 0;
        double below = 0;
        List<Map.Entry<String, List<double[]>>> fromTop = new ArrayList<>(curves.entrySet());
        fromTop.sort((one, other) -> Double.compare(last(other)[1], last(one)[1]));
        for (Map.Entry<String, List<double[]>> curve : fromTop) {
            String colour = colours[number++ % colours.length];
            String dashes = curve.getKey().matches(".* (floor|echo|pgbench).*") ? " stroke-dasharray=\"4 3\"" : "";
            StringBuilder path = new StringBuilder();
            double y = 0;
            for (double[] point : curve.getValue()) {
                y = up.at(Math.log10(point[1]));
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", across.at(Math.log10(point[0])), y));
            }
            below = Math.max(y + 4, below + 14);
            plot.append(String.format(Locale.ROOT, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/><text x=\"570\" y=\"%.0f\" fill=\"%s\">%s, %s ms</text>%n",
                    path, colour, dashes, below, colour, curve.getKey(), plain(last(curve)[1] / 1e3)));
        }
        return plot.append("</svg>\n").toString();
    }

    private static double[] last(Map.Entry<String, List<double[]>> curve) {
        return curve.getValue().get(curve.getValue().size() - 1);
    }

    private static String plain(double value) {
        return value >= 10 ? String.format(Locale.ROOT, "%,.0f", value) : new java.math.BigDecimal(value).round(new java.math.MathContext(2)).stripTrailingZeros().toPlainString();
    }

    /** Bars of calls a second, to a logarithmic scale. */
    private static String plot(Map<String, Figures> medians) {
        double most = Math.log10(medians.values().stream().mapToDouble(Figures::perSecond).max().orElse(1) + 10);
        StringBuilder plot = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"" + (medians.size() * 18 + 30)
                + "\" font-family=\"sans-serif\" font-size=\"12\"><text x=\"8\" y=\"16\">calls a second (logarithmic)</text>\n");
        int y = 30;
        for (Map.Entry<String, Figures> row : medians.entrySet()) {
            double width = 420 * Math.log10(row.getValue().perSecond() + 1) / most;
            String colour = row.getKey().contains("| ws") ? "#734f1e" : row.getKey().contains("| http") ? "#c08a45" : "#999";
            plot.append(String.format(Locale.ROOT, "<text x=\"8\" y=\"%d\">%s</text><rect x=\"200\" y=\"%d\" width=\"%.0f\" height=\"13\" fill=\"%s\"/>"
                    + "<text x=\"%.0f\" y=\"%d\">%,.0f</text>%n", y + 11, row.getKey(), y, width, colour, 206 + width, y + 11, row.getValue().perSecond()));
            y += 18;
        }
        return plot.append("</svg>\n").toString();
    }
}
