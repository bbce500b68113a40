package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.crash.CrashCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows that need a server of their own, because other settings are tried, or because it is killed. {@code
 * -Ddewey.crash.minutes=5} has it killed for so long, {@code -Ddewey.crash.seed} repeats a run; the story is in {@code
 * target/crash.txt}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
@ExtendWith(ReportOfTheRun.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final int CLIENTS = 8;
    private static final Duration RAGE = Duration.ofMinutes(Long.getLong("dewey.crash.minutes", 0));
    private static final int KILLS = RAGE.isZero() ? 3 : 20;
    private static final long SEED = Long.getLong("dewey.crash.seed", System.nanoTime());

    @TempDir
    private static Path directory;

    private final Report report;
    private OwnServer server;

    CrashIT(Report report) {
        this.report = report;
    }

    @BeforeAll
    void start() throws Exception {
        server = new OwnServer(directory);
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        server.end();
        report.write(Path.of("target", "hostile.md"));
    }

    @TestFactory
    Stream<DynamicTest> withstands() {
        OwnServerFaults faults = new OwnServerFaults(server);
        Stream<Case> crash = Stream.of(Case.of(
                Row.H70,
                "conversations",
                "server and database killed under eight clients that store, and one that is relayed",
                this::crashes));
        return Stream.of(
                        faults.cases().map(Case::takingItsTime),
                        new Stops(server).cases().map(Case::takingItsTime),
                        crash)
                .flatMap(cases -> cases)
                .filter(each -> Case.Effort.ofThisRun().includes(each.effort()))
                .map(each -> DynamicTest.dynamicTest(each.row() + " " + each.what(), () -> report.run(each, () -> {})));
    }

    private String crashes() throws Exception {
        // given
        CrashCheck check = new CrashCheck(server.mcp(), CLIENTS).start();
        try (NumberedRelay relayed = new NumberedRelay(server)) {
            Havoc havoc = new Havoc(server, check, SEED);

            // when
            havoc.rage(RAGE, KILLS);

            // then
            int acknowledged = check.acknowledged();
            List<String> faults = new ArrayList<>(check.faults());
            faults.addAll(relayed.faults());
            String outcome = havoc.kills() + " kills, " + acknowledged + " messages acknowledged, each there once; "
                    + relayed.outcome();
            Files.writeString(
                    Path.of("target", "crash.txt"),
                    havoc.story() + "\n" + outcome + "\nfaults: " + String.join("\n  ", faults) + "\n");
            assertThat(faults).as(havoc.story()).isEmpty();
            assertThat(acknowledged).isGreaterThan(CLIENTS);
            return outcome;
        }
    }
}
