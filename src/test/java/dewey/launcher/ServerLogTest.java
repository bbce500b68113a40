package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final String READY =
            "2026-11-24T00:20:04.620 INFO PayaraMicro Payara Micro 6.2025.10 (build 42) ready in 13,467 (ms)";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private ServerLog log;

    @BeforeEach
    void begin() throws Exception {
        log = new ServerLog(directory, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @Test
    void keepsWhatTheServerPrints() throws Exception {
        // when
        follow("first", "zweite: äöü 🔑", "");

        // then
        assertThat(Files.readString(log.file())).isEqualTo("first\nzweite: äöü 🔑\n\n");
    }

    @Test
    void noticesThatTheServerHasStarted() {
        // given
        assertThat(log.started()).isFalse();

        // when
        follow("2026-11-24T00:20:04.620 INFO x something ready", READY);

        // then
        assertThat(log.started()).isTrue();
        assertThat(log.failure()).isNull();
    }

    @Test
    void noticesADeploymentThatFailedAndAllThatWasWrongWithTheSettings() {
        // when
        follow(
                "2026-11-24T00:36:56.847 SEVERE jakarta.enterprise.web.core ContainerBase.addChild: start: ",
                "Caused by: jakarta.servlet.ServletException: com.sun.enterprise.InjectionException: Error creating",
                "\tat org.apache.catalina.core.StandardContext.createListener(StandardContext.java:1)",
                "Caused by: dewey.config.InvalidSettings: Dewey's configuration has 2 problems:",
                "  - dewey.websocket.ping-interval is \"nonsense\"",
                "  - dewey.conversations.max-bulk-messages is 0; it must be from 1 to 100000",
                "\tat dewey.config.SettingsReader.finish(SettingsReader.java:86)",
                "2026-11-24T00:36:56.856 SEVERE javax.enterprise.system.core Exception while loading the app",
                READY);

        // then
        assertThat(log.failure())
                .isEqualTo("Dewey's configuration has 2 problems:\n  - dewey.websocket.ping-interval is \"nonsense\"\n"
                        + "  - dewey.conversations.max-bulk-messages is 0; it must be from 1 to 100000");
        assertThat(log.started()).isTrue();
    }

    @Test
    void tellsTheCauseWithoutTheNameOfItsClass() {
        // when
        follow(
                "Caused by: dewey.database.MigrationFailed: Dewey's database cannot be used: no such host",
                "2026-11-24T00:36:56.856 SEVERE x Exception while loading the app : java.lang.Exception: outer");

        // then
        assertThat(log.failure()).isEqualTo("Dewey's database cannot be used: no such host");
    }

    @Test
    void tellsTheFailureItselfWhenThereIsNoCause() {
        // when
        follow("2026-11-24T00:20:04.630 SEVERE x Exception while deploying the app [dewey] : no such thing");

        // then
        assertThat(log.failure()).isEqualTo("no such thing");
    }

    @Test
    void noticesAFailureThatTellsNothing() {
        // when
        follow("2026-11-24T00:20:04.630 SEVERE x Exception while loading the app");

        // then
        assertThat(log.failure()).isEqualTo("it does not say why");
    }

    @Test
    void showsTheWarningsOfDeweyAndOfNobodyElse() {
        // when
        follow(
                "2026-11-24T00:20:04.620 WARNING dewey.database the database does not answer",
                "2026-11-24T00:20:04.620 SEVERE dewey.mcp.McpServer Internal error, incident 7f3a2c",
                "2026-11-24T00:20:04.620 INFO dewey.database the schema is up to date",
                "2026-11-24T00:20:04.620 WARNING org.glassfish chatter",
                "2026-11-24T00:20:04.620 WARNING deweyed.other chatter");

        // then
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("the database does not answer", "Internal error, incident 7f3a2c");
    }

    @Test
    void noticesWhileTheSchemaIsChangedAndSaysSo() {
        // given
        String changing =
                "2026-11-26T00:20:04.620 WARNING dewey.database the schema is being changed (2 changes): with many";

        // when
        follow(changing);

        // then
        assertThat(log.changesSchema()).isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the schema is being changed");

        // when
        follow("2026-11-26T00:29:04.620 INFO dewey.database the schema is up to date, after 540000 ms");

        // then
        assertThat(log.changesSchema()).isFalse();
    }

    @Test
    void keepsTheLogsOfTheLastRunsOnly() throws Exception {
        // when
        for (int run = 1; run <= 7; run++) {
            log = new ServerLog(directory, System.out);
            follow("run " + run);
        }

        // then
        assertThat(directory.resolve("server.log")).hasContent("run 7");
        assertThat(directory.resolve("server.log.1")).hasContent("run 6");
        assertThat(directory.resolve("server.log.4")).hasContent("run 3");
        assertThat(Files.list(directory)).hasSize(5);
    }

    @Test
    void beginsANewFileWhenOneIsFull() throws Exception {
        // when
        follow("x".repeat(11 << 20), "next");

        // then
        assertThat(Files.size(directory.resolve("server.log.1"))).isGreaterThan(11 << 20);
        assertThat(log.file()).hasContent("next");
    }

    private void follow(String... lines) {
        log.follow(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
