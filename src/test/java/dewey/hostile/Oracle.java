package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.deployment.ServerProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What must be true after every case, whatever it was: the process lives, its health is told at once, a well-behaved client was
 * served all the while, the log holds nothing that it must not. And after every row: what the cases took has been given back, and
 * nothing is stored by halves.
 */
final class Oracle implements AutoCloseable {
    private static final Duration HEALTH = Duration.ofSeconds(2);
    /** Of a client that shares two cores with an attack, a database and other builds. */
    private static final Duration SERVED = Duration.ofSeconds(8);

    private static final Duration HEALTH_EACH = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    /**
     * Buffers that Payara keeps for good, as a heap dump showed: 64 KiB with each of 200 threads, with each thread that selects as much as
     * the largest message it has read (13 MiB after one of 16), and some MiB with request objects that wait to be used again.
     */
    private static final long SPARE_BYTES = 64L << 20;

    private static final long SPARE_THREADS = 30;
    /** After thousands of connections at once some sockets stay for minutes (seen: up to 31), and become no more. */
    private static final long SPARE_DESCRIPTORS = 40;
    /** Threads of pools that grow to a bound and stay: the container's for HTTP (200), and the application's workers and couriers. */
    static final List<String> POOLED = List.of("http-thread-pool", "concurrent/__defaultManaged");

    static final List<String> HELD = List.of("open_sockets", "clients", "upstream_sessions", "open_http_requests");

    /** Things that must not be: conversations that count other messages than they have, messages of none, two active contexts. */
    private static final String BY_HALVES =
            """
            SELECT (SELECT count(*) FROM conversations c WHERE message_count <>
                     (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id))
                 + (SELECT count(*) FROM messages m WHERE NOT EXISTS
                     (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id))
                 + (SELECT count(*) FROM
                     (SELECT 1 FROM startup_contexts WHERE is_active GROUP BY tenant HAVING count(*) > 1) t)""";

    private static final String CONNECTIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private static final String LONG_TRANSACTIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in tr%' AND state_change < now() - interval"
                    + " '5s'";

    private final RunningDewey dewey;
    private final ServerProcess server;
    private final LogWatch log;
    private final Witness witness;
    private final Map<String, Long> before;
    private boolean withHeap = true;
    private long lastHealth = System.nanoTime();

    Oracle(RunningDewey dewey) throws Exception {
        this.dewey = dewey;
        // to look for it takes longer than most cases
        server = dewey.process();
        log = new LogWatch(dewey.log());
        witness = new Witness(dewey);
        before = held();
    }

    /** After a case. */
    void look() throws Exception {
        assertThat(server.isAlive()).as("the server is alive").isTrue();
        assertThat(witness.longestWait()).as("longest wait of a good client").isLessThan(SERVED);
        log.requireClean();
        // hundreds of cases take no longer than the question
        if (System.nanoTime() - lastHealth > HEALTH_EACH.toNanos()) {
            requireHealth();
        }
    }

    private void requireHealth() throws Exception {
        Health health = Health.of(dewey);
        for (int again = 0; again < 2 && health.took().compareTo(HEALTH) > 0; again++) {
            health = Health.of(dewey);
        }
        assertThat(health.status()).as(health.body()).isEqualTo(200);
        assertThat(health.took()).as("time to tell its health").isLessThanOrEqualTo(HEALTH);
        lastHealth = System.nanoTime();
    }

    /** After a row; the heap, which takes a full collection, only where it matters or time does not. */
    void lookThoroughly(boolean heap) throws Exception {
        look();
        requireHealth();
        withHeap = heap;
        long until = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> more = more();
        while (!more.isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(250);
            more = more();
        }
        assertThat(more)
                .as(() -> "what is held beyond " + before + "; most of the heap: " + server.largest())
                .isEmpty();
        assertThat(dewey.postgres().ask(BY_HALVES))
                .as("things stored by halves")
                .isEqualTo("0");
        assertThat(dewey.postgres().ask(LONG_TRANSACTIONS))
                .as("transactions left open")
                .isEqualTo("0");
    }

    private Map<String, Long> held() throws Exception {
        Map<String, Long> held = new LinkedHashMap<>(Health.of(dewey).figures(HELD));
        held.put("threads", server.threadsBut(POOLED));
        held.put("descriptors", server.descriptors());
        held.put("heap", withHeap ? server.liveBytes() : 0);
        held.put("database connections", connections());
        return held;
    }

    private Map<String, Long> more() throws Exception {
        Map<String, Long> more = new TreeMap<>(held());
        more.entrySet().removeIf(now -> now.getValue() <= allowed(now.getKey()));
        return more;
    }

    private long allowed(String figure) {
        long standard = before.get(figure);
        return switch (figure) {
            case "threads" -> standard + SPARE_THREADS;
            case "descriptors" -> standard + SPARE_DESCRIPTORS;
            case "heap" -> standard + SPARE_BYTES;
            case "database connections" -> poolSize();
            default -> standard;
        };
    }

    private static long poolSize() {
        return Long.parseLong(System.getenv("DEWEY_DB_MAX_CONNECTIONS")) + 2;
    }

    /** Of the server, and of whoever else; the one that asks is not among them. */
    private long connections() throws SQLException {
        return Long.parseLong(dewey.postgres().ask(CONNECTIONS));
    }

    /** At the end: the witness finds all that it has stored. */
    void requireTheWitnessToHaveLostNothing() throws InterruptedException {
        witness.requireAllStored();
    }

    @Override
    public void close() {
        witness.close();
    }
}
