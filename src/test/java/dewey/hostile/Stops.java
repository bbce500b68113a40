package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.crash.CrashCheck;
import dewey.crash.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server that is told to stop while clients store at both doors in both eras: each call gets its answer, or is told when to come again, or its
 * connection ends. {@code -Ddewey.hostile.stops=20} for more of them; what clients were told is in {@code target/stops.txt}.
 */
final class Stops {
    private static final int ROUNDS = Integer.getInteger("dewey.hostile.stops", 2);
    private static final int OF_EACH_WAY = 4;
    private static final int AGAIN_SECONDS = 150;
    private static final int SIGTERM = 128 + 15;
    /** Nothing that runs takes longer than moments, so that nothing has to be cut off ({@code dewey.shutdown.drain-timeout}, 20 s). */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final OwnServer server;

    Stops(OwnServer server) {
        this.server = server;
    }

    Stream<Case> cases() {
        return Stream.of(Case.of(
                Row.H73,
                "mcp",
                ROUNDS + " times SIGTERM while " + OF_EACH_WAY * Way.values().length + " clients store at both doors",
                this::underLoad));
    }

    private String underLoad() throws Exception {
        List<Way> ways = Arrays.stream(Way.values())
                .flatMap(way -> Stream.generate(() -> way).limit(OF_EACH_WAY))
                .toList();
        CrashCheck check = new CrashCheck(server.mcp(), ways, Duration.ZERO).start();
        List<Duration> stops = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            check.awaitProgressOfAll(AGAIN_SECONDS);
            long begun = System.nanoTime();
            assertThat(server.stop()).isEqualTo(SIGTERM);
            stops.add(Duration.ofNanos(System.nanoTime() - begun));
            server.start();
        }
        check.awaitProgressOfAll(AGAIN_SECONDS);
        int acknowledged = check.acknowledged();
        Map<String, Integer> told = new TreeMap<>(check.interruptions());
        List<String> faults = check.faults();
        Files.writeString(
                Path.of("target", "stops.txt"),
                stops + "\n"
                        + told.entrySet().stream()
                                .map(each -> each.getValue() + " × " + each.getKey())
                                .collect(Collectors.joining("\n"))
                        + "\n");
        assertThat(faults).isEmpty();
        assertThat(told.keySet()).noneMatch(words -> words.contains("Internal error"));
        assertThat(stops).allSatisfy(stop -> assertThat(stop).isLessThan(LONGEST));
        return acknowledged + " messages acknowledged, each there once; nobody was told of an error; stopped after "
                + stops.stream().max(Duration::compareTo).orElseThrow().toMillis() + " ms at most";
    }
}
