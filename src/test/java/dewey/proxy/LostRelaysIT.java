package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.deployment.ServerProcess;
import dewey.transports.ScriptedHttpServer;
import dewey.websocket.RawSocket;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In whatever way relayed sessions end, nothing of them stays: no socket, thread or process, and no memory. */
@OnRunningDewey
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "one of its upstreams is cat")
@SuppressWarnings("try") // an upstream that is only there
class LostRelaysIT {
    /** How many sessions there are; {@code -Ddewey.test.relays=2000} for a long look. */
    private static final int SESSIONS = Integer.getInteger("dewey.test.relays", 66);

    private static final int AT_ONCE = 12;
    private static final int PORT = Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT"));
    /** Three pings, what a peer may leave unread, and what the container takes to see that a connection was cut. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    /** Couriers, workers, and a few that the container may need. */
    private static final int THREADS = 8 + 32 + 10;

    private static final String RECORDS = "dewey.recording.SessionTap";
    private static final List<String> OF_SESSIONS = List.of(
            "dewey.websocket.OpenSocket",
            "dewey.proxy.Relay",
            "dewey.jsonrpc.PendingRequests",
            RECORDS,
            "dewey.transports.WebSocketUpstreamSession",
            "dewey.transports.HttpUpstreamSession",
            "dewey.transports.StdioUpstreamSession",
            "org.glassfish.tyrus.core.TyrusSession",
            "org.glassfish.tyrus.core.TyrusWebSocket",
            "org.glassfish.tyrus.core.ProtocolHandler");

    private final RunningDewey dewey;
    private final ServerProcess process;

    LostRelaysIT(RunningDewey dewey) {
        this.dewey = dewey;
        this.process = dewey.process();
    }

    /** What a client does when it is connected. */
    private interface Way {
        void go(RawSocket client) throws Exception;
    }

    private record Visit(String path, Way way) {}

    private static List<Visit> visits(String path, Map<String, Way> ways) {
        return ways.values().stream().map(way -> new Visit(path, way)).toList();
    }

    /** Those that every client has. */
    private static Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("closes", client -> {
            client.send("hello");
            client.sendClose(1000);
            client.closeCode();
        });
        ways.put("closes in its own words", client -> {
            client.sendClose(4001);
            client.closeCode();
        });
        ways.put("goes without a word", client -> {
            client.send(call("answer"));
            client.close();
        });
        ways.put("is reset while it waits", client -> {
            client.send(call("wait"));
            client.reset();
        });
        ways.put("is reset while the upstream is being opened", RawSocket::reset);
        ways.put("is reset in the middle of a message", client -> {
            client.sendBeginning(8 << 20, 200_000);
            client.reset();
        });
        ways.put("is reset behind a large message", client -> {
            client.send("x".repeat(2 << 20));
            client.reset();
        });
        ways.put("closes while it waits", client -> {
            client.send(call("wait"));
            client.send(call("answer"));
            client.sendClose(1000);
            client.closeCode();
        });
        return ways;
    }

    /** And those of whose upstream there is a connection to be lost. */
    private static Map<String, Way> waysWithAConnection() {
        Map<String, Way> ways = ways();
        for (String end : List.of("close", "fin", "rst", "break off")) {
            ways.put("is left by its upstream: " + end, client -> {
                client.send(call("wait"));
                client.send(call(end));
                client.closeCode();
            });
        }
        return ways;
    }

    private static String call(String name) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "\"}}";
    }

    @Test
    void keepsNothingOfSessionsWithWebSocketsAndProcesses() throws Exception {
        ExecutorService obedient = Executors.newCachedThreadPool();
        try (ScriptedUpstream upstream = new ScriptedUpstream(PORT)) {
            for (int i = 0; i < AT_ONCE; i++) {
                obedient.submit(() -> obeyAll(upstream));
            }
            List<Visit> visits = new ArrayList<>(visits("/proxy/scripted", waysWithAConnection()));
            // cat never leaves anybody
            visits.addAll(visits("/proxy/process", ways()));
            assertNothingStaysOf(visits);
        } finally {
            obedient.shutdownNow();
        }
    }

    @Test
    void keepsNothingOfSessionsOverHttp() throws Exception {
        try (ScriptedHttpServer upstream = new ScriptedHttpServer(PORT, (exchange, asked) -> {
            if (asked.body().contains("wait")) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(": soon\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                exchange.getResponseBody().flush();
                Thread.sleep(200);
            } else {
                exchange.sendResponseHeaders(500, -1);
            }
        })) {
            assertNothingStaysOf(visits("/proxy/over-http", ways()));
        }
    }

    private void assertNothingStaysOf(List<Visit> visits) throws Exception {
        // given: the records of other tests' sessions over HTTP, which end only when those have been silent for long
        Map<String, Long> there = Map.of(RECORDS, process.liveObjects().getOrDefault(RECORDS, 0L));
        run(visits, visits.size());
        awaitNothing(there);
        Map<String, Long> before = held();

        // when
        run(visits, SESSIONS);

        // then
        awaitNothing(before);
        assertThat(process.liveObjects().entrySet())
                .filteredOn(live -> live.getKey().endsWith("$ManagedThread"))
                .allSatisfy(live -> assertThat(live.getValue()).isLessThan(THREADS));
        assertThatThrownBy(() -> new RawSocket(dewey.webSocket("/proxy/unknown")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
        assertThat(dewey.log().text()).doesNotContain("could not be looked after", "A regular look failed");
    }

    private void run(List<Visit> visits, int sessions) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                Visit visit = visits.get(i % visits.size());
                running.add(clients.submit(() -> {
                    try (RawSocket client = new RawSocket(dewey.webSocket(visit.path()))) {
                        visit.way().go(client);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Descriptors, children, and the objects of sessions. */
    private Map<String, Long> held() throws Exception {
        Map<String, Long> held = new LinkedHashMap<>();
        String health = dewey.readiness();
        for (String figure : List.of("clients", "upstream_sessions", "open_sockets")) {
            held.put(figure, health.contains("\"" + figure + "\":\"0\"") ? 0L : 1L);
        }
        held.put("children", process.children());
        held.put("descriptors", process.descriptors());
        Map<String, Long> live = process.liveObjects();
        OF_SESSIONS.forEach(type -> held.put(type, live.getOrDefault(type, 0L)));
        return held;
    }

    private void awaitNothing(Map<String, Long> before) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> more = more(before);
        while (!more.isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            more = more(before);
        }
        assertThat(more).isEmpty();
    }

    private Map<String, Long> more(Map<String, Long> before) throws Exception {
        Map<String, Long> more = held();
        // connections to the database and opened jars come and go
        more.computeIfPresent("descriptors", (name, now) -> before.containsKey(name) ? Math.max(0, now - 10) : 0);
        // an idle thread of the container may keep the last one that it worked for; a way that leaks has six or more
        more.replaceAll((name, now) -> name.startsWith("org.glassfish.tyrus.") ? Math.max(0, now - 2) : now);
        more.entrySet().removeIf(held -> held.getValue() <= before.getOrDefault(held.getKey(), 0L));
        return more;
    }

    /** An upstream that ends each session as its client's message says. */
    private static Void obeyAll(ScriptedUpstream upstream) throws Exception {
        while (!Thread.currentThread().isInterrupted()) {
            // also when what is looked at between two rounds takes longer than a test waits for a connection
            Socket socket = upstream.connectionSomeTime();
            try {
                // some clients are gone by then
                Thread.sleep(30);
                obey(ScriptedSession.handshake(socket, true));
            } catch (IOException gone) {
                socket.close();
            }
        }
        return null;
    }

    private static void obey(ScriptedSession session) throws IOException {
        try (session) {
            while (true) {
                String text = session.read().text();
                if (text.contains("\"close\"")) {
                    session.sendClose(4321, "as asked");
                } else if (text.contains("\"fin\"")) {
                    return;
                } else if (text.contains("\"rst\"")) {
                    session.reset();
                } else if (text.contains("\"break off\"")) {
                    session.sendBeginning(8 << 20, 100_000);
                    session.reset();
                } else if (!text.contains("\"wait\"")) {
                    session.send(text);
                }
            }
        }
    }
}
