package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.wire.Frame;
import dewey.wire.Handshake;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sessions that open and are dropped in all ways, one after the other, for as long as {@code -Ddewey.soak.seconds} says, while what the
 * server holds is measured: it must not grow.
 */
@SuppressWarnings("try") // an upstream that only has to be there
final class Soak {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("dewey.soak.seconds", 20));
    private static final int AT_ONCE = 4;
    private static final int SAMPLES = 10;
    private static final long GROWTH_BYTES = 16L << 20;
    /** The socket of {@link Witness}. */
    private static final long OF_THE_WITNESS = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final RunningDewey dewey;
    private final Doors doors;
    private final List<Way> ways;

    Soak(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
        ways = ways();
    }

    Stream<Case> cases() {
        return Stream.of(
                Case.of(Row.H78, "websocket", TIME.toSeconds() + " s of " + ways.size() + " ways", this::soak));
    }

    private interface Way {
        void go() throws Exception;
    }

    private interface Leaving {
        void by(WireSocket socket) throws IOException;
    }

    private List<Way> ways() {
        List<Way> all = new ArrayList<>();
        for (String path : List.of("/mcp", "/", "/proxy/scripted", "/proxy/process")) {
            List<Leaving> leavings = List.of(
                    socket -> socket.send(Doors.PING).text(),
                    socket -> socket.send(Frame.close(1000, "")).closeCode(),
                    WireSocket::reset,
                    socket -> socket.send(Frame.text("x").announcing(1 << 20)).reset(),
                    socket -> socket.send(Frame.text("x").more()).reset(),
                    socket -> socket.send(Frame.text("x").reserved(4)).closeCode(),
                    socket -> socket.send(Frame.of(3, new byte[1])),
                    socket -> socket.send("x".repeat(300_000)).reset());
            for (Leaving leaving : leavings) {
                all.add(() -> {
                    try (WireSocket socket = WireSocket.open(doors.at(path))) {
                        leaving.by(socket);
                    }
                });
            }
            all.add(() -> abandoned(path));
        }
        all.add(() -> doors.post("/mcp", Doors.PING));
        all.add(() -> doors.post("/mcp", "{"));
        all.add(() -> doors.request("GET", "/mcp", "", "Accept", "text/event-stream"));
        all.add(() -> {
            try (Tools tools = new Tools(dewey)) {
                String conversation = tools.begin();
                tools.store(conversation);
                tools.call("dewey_search", "query", "hostile");
                tools.call("dewey_delete_conversation", "conversation_id", conversation, "force", true);
            }
        });
        return all;
    }

    private void abandoned(String path) throws IOException {
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.send(Handshake.to(doors.at(path)).text().substring(0, 70));
        }
    }

    private String soak() throws Exception {
        try (EchoUpstream echo = new EchoUpstream()) {
            run(TIME.dividedBy(SAMPLES));
            List<Held> samples = new ArrayList<>();
            int sessions = 0;
            for (int i = 0; i < SAMPLES - 1; i++) {
                sessions += run(TIME.dividedBy(SAMPLES));
                samples.add(held());
            }
            Held first = least(samples.subList(0, samples.size() / 2));
            Held last = least(samples.subList(samples.size() / 2, samples.size()));
            String story = sessions + " sessions; from " + first + " to " + last + "; heap over time "
                    + samples.stream().map(each -> (each.heap() >> 20) + " MiB").collect(Collectors.joining(", "));
            assertThat(last.heap() - first.heap()).as(story).isLessThan(GROWTH_BYTES);
            assertThat(last.descriptors() - first.descriptors()).as(story).isLessThan(30);
            assertThat(last.threads() - first.threads()).as(story).isLessThan(20);
            return story;
        }
    }

    /** So many sessions, each to its end. */
    private int run(Duration time) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        AtomicInteger next = new AtomicInteger();
        long until = System.nanoTime() + time.toNanos();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                all.add(clients.submit(() -> {
                    while (System.nanoTime() < until) {
                        ways.get(next.getAndIncrement() % ways.size()).go();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(time.toSeconds() + 60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
        return next.get();
    }

    /** When what has just ended was cleared away: a socket that was reset may be noticed by the pings only. */
    private Held held() throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (open() > OF_THE_WITNESS && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return new Held(
                dewey.process().liveBytes(),
                dewey.process().descriptors(),
                dewey.process().threadsBut(Oracle.POOLED));
    }

    private long open() throws Exception {
        return Health.of(dewey).figures(Oracle.HELD).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What is on its way when it is measured comes on top (seen: up to 14 MiB of heap, now more and now less). */
    private static Held least(List<Held> samples) {
        return new Held(
                samples.stream().mapToLong(Held::heap).min().orElseThrow(),
                samples.stream().mapToLong(Held::descriptors).min().orElseThrow(),
                samples.stream().mapToLong(Held::threads).min().orElseThrow());
    }

    private record Held(long heap, long descriptors, long threads) {
        @Override
        public String toString() {
            return (heap >> 10) + " KiB, " + descriptors + " descriptors, " + threads + " threads";
        }
    }
}
