package dewey.hostile;

import dewey.authentication.GuardedDewey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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

/** The rows that need a server that asks for credentials. */
@DisabledOnOs(
        value = {OS.WINDOWS, OS.MAC},
        disabledReason = "sends signals, and uses many addresses of loopback")
@ExtendWith(ReportOfTheRun.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardedIT {
    @TempDir
    private static Path directory;

    private final Report report;
    private GuardedDewey dewey;

    GuardedIT(Report report) {
        this.report = report;
    }

    @BeforeAll
    void start() throws Exception {
        dewey = GuardedDewey.start(
                directory,
                Map.of(
                        "DEWEY_SECURITY_QUERY_TOKENS", "true",
                        // hundreds of calls are timed
                        "DEWEY_LIMITS_READ_BURST", "10000",
                        "DEWEY_LIMITS_WRITE_BURST", "10000"));
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        dewey.stop();
        report.write(Path.of("target", "hostile.md"));
    }

    @TestFactory
    Stream<DynamicTest> withstands() {
        return Stream.of(new Strangers(dewey).cases(), new OthersKeys(dewey).cases(), new Credentials(dewey).cases())
                .flatMap(cases -> cases)
                .map(each -> DynamicTest.dynamicTest(
                        each.row() + " " + each.what(), () -> report.run(each, this::requireHealth)));
    }

    private void requireHealth() throws Exception {
        if (dewey.send("GET", "/health", null, "").statusCode() != 200) {
            throw new AssertionError("not healthy any more");
        }
    }
}
