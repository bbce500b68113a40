package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.redaction.Redacting;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripted processes are shell scripts")
class StdioUpstreamSessionTest {
    private static final int MAX_BYTES = 64 << 10;

    private final Set<Thread> started = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private final ThreadFactory threads = work -> {
        if (stopped) {
            throw new IllegalStateException("the application is stopped");
        }
        Thread thread = new Thread(work, "stdio upstream");
        thread.setDaemon(true);
        started.add(thread);
        return thread;
    };
    private final Heard heard = new Heard();
    private StdioUpstreamSession session;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        session.cut();
        for (Thread thread : started) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as("a thread is left").isFalse();
        }
        assertThat(ProcessHandle.current().descendants()).as("processes left").isEmpty();
    }

    @Test
    void passesLinesBothWays() throws Exception {
        open("cat");

        send("{\"id\":1,\n\"method\":\"a\"}");
        send("{\"id\":2,\"text\":\"d\u00e9j\u00e0 \ud83d\ude00\"}");

        assertThat(heard.next(2))
                .containsExactly("{\"id\":1, \"method\":\"a\"}", "{\"id\":2,\"text\":\"d\u00e9j\u00e0 \ud83d\ude00\"}");
        assertThat(session.waitingBytes()).isZero();
        session.close(1000, "bye");
        assertThat(heard.next()).isEqualTo("closed 1000: bye");
    }

    @Test
    void changesNothingOfThousandsOfMessagesOfAnySize() throws Exception {
        open("cat");
        Random random = new Random(7);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            sent.add("{\"id\":" + i + ",\"é😀\":\"" + "x".repeat(random.nextInt(i % 100 == 0 ? 60_000 : 500)) + "\"}");
        }
        sent.add("{\"\":\"" + "y".repeat(MAX_BYTES - 7) + "\"}");

        sent.forEach(this::send);

        assertThat(heard.next(sent.size())).isEqualTo(sent);
    }

    @Test
    void doesNotSendWhatWouldBecomeTwoLines() throws Exception {
        open("cat");

        send("{\"a\":\"x\ny\"}");

        assertThat(heard.next())
                .isEqualTo("unanswered null: the message was not sent: a string of it holds a line end");
    }

    @Test
    void keepsTheStandardErrorAndWhatIsNoMessageApart() throws Exception {
        open(
                "echo Welcome; echo; echo '{\"id\":1}'; sleep 0.2; echo oops >&2; head -c 20000 /dev/zero | tr '\\0' x >&2; cat");

        assertThat(heard.next(3)).containsExactly("stderr Welcome", "{\"id\":1}", "stderr oops");
        assertThat(heard.next()).hasSize("stderr ".length() + 8192 + 1).endsWith("x…");
    }

    @Test
    void givesTheProcessOnlyItsOwnEnvironment() throws Exception {
        open("echo \"{$(env | cut -d= -f1 | sort | tr '\\n' ' ')}\"; echo \"{$X_KEY}\"");

        String names = heard.next();
        assertThat(heard.next()).isEqualTo("{k3y}");
        assertThat(names).contains("X_KEY", "PATH");
        assertThat(List.of(names.replaceAll("[{}]", "").strip().split(" ")))
                .isSubsetOf(
                        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LC_ALL", "TZ", "TMPDIR", "X_KEY",
                        "PWD", "OLDPWD", "SHLVL", "_");
    }

    @Test
    void saysWithWhichCodeTheProcessEnded() throws Exception {
        open("echo '{\"id\":1}'; exit 3");

        assertThat(heard.next(2))
                .containsExactly("{\"id\":1}", "closed 1006: the upstream process ended with exit code 3");
    }

    @Test
    void noticesAtOnceThatTheProcessWasKilled() throws Exception {
        open("echo {$$}; cat");
        ProcessHandle process = process(heard.next());

        long killed = System.nanoTime();
        process.destroyForcibly();

        assertThat(heard.next()).isEqualTo("closed 1006: the upstream process ended with exit code 137");
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void killsAProcessThatWillNotEnd() throws Exception {
        open("trap '' TERM; echo {$$}; while true; do sleep 0.1; done");
        ProcessHandle process = process(heard.next());

        session.close(1001, "shutdown");

        assertThat(heard.next()).isEqualTo("closed 1001: shutdown");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void leavesNothingOfWhatTheProcessHasStarted() throws Exception {
        open("sh -c 'trap \"\" TERM; echo {$$}; while true; do sleep 0.1; done' & cat; exit 0");
        ProcessHandle child = process(heard.next());

        session.close(1000, "bye");

        assertThat(heard.next()).isEqualTo("closed 1000: bye");
        // it may be listed until init has reaped it
        assertThat(child.info().command()).isEmpty();
    }

    @Test
    void endsAtOnceWhenItIsCut() throws Exception {
        open("trap '' TERM; echo {$$}; while true; do sleep 0.1; done");
        ProcessHandle process = process(heard.next());

        long cut = System.nanoTime();
        session.cut();

        assertThat(heard.next()).isEqualTo("closed 1006: the session was cut");
        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(1));
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void killsItsProcessEvenWhenThereAreNoThreadsAnyMore() throws Exception {
        open("trap '' TERM; echo {$$}; while true; do sleep 0.1; done");
        ProcessHandle process = process(heard.next());
        stopped = true;

        assertThatThrownBy(session::cut).isInstanceOf(IllegalStateException.class);

        process.onExit().get(5, TimeUnit.SECONDS);
    }

    @Test
    void isClosedByALineBeyondItsBound() throws Exception {
        open("echo '{\"id\":1}'; (printf '{'; head -c 70000 /dev/zero | tr '\\0' x); sleep 60");

        assertThat(heard.next(2))
                .containsExactly("{\"id\":1}", "closed 1009: the upstream's answer is larger than 65536 bytes");
    }

    @Test
    void knowsForHowLongTheProcessHasNotRead() throws Exception {
        open("sleep 60");

        for (int i = 0; i < 10; i++) {
            send("{\"x\":\"" + "x".repeat(50_000) + "\"}");
        }
        Thread.sleep(300);

        assertThat(session.stalledFor(System.nanoTime())).isGreaterThan(Duration.ofMillis(100));
        assertThat(session.waitingBytes()).isGreaterThan(100_000);
    }

    @Test
    void readsNoFurtherWhilePaused() throws Exception {
        Path done = folder.resolve("done");
        open("seq -f '{%.0f" + "x".repeat(200) + "}' 1 50000; touch " + done + "; cat");
        heard.next();

        session.pause();

        Thread.sleep(500);
        int heardWhilePaused = heard.waiting();
        Thread.sleep(300);
        assertThat(heard.waiting()).isEqualTo(heardWhilePaused);
        assertThat(done).doesNotExist();

        session.resume();

        assertThat(heard.until("{50000x")).hasSize(49_999);
    }

    @Test
    void isUnreachableWithoutItsCommand() throws Exception {
        session = new StdioUpstreamSession(upstream("/no/such/s3cr3t", List.of()), threads, heard);
        session.open();
        send("{}");

        assertThat(heard.next()).isEqualTo("unreachable: the upstream's command could not be started");
    }

    @Test
    void startsNothingWhenItIsClosedBefore() throws Exception {
        session = new StdioUpstreamSession(
                upstream("/bin/sh", List.of("-c", "echo x > " + folder.resolve("started"))), threads, heard);
        session.close(1000, "bye");
        session.open();

        assertThat(heard.next()).isEqualTo("closed 1000: bye");
        assertThat(folder.resolve("started")).doesNotExist();
    }

    private void open(String script) throws InterruptedException {
        session = new StdioUpstreamSession(upstream("/bin/sh", List.of("-c", script)), threads, heard);
        session.open();
        assertThat(heard.next()).isEqualTo("opened ");
    }

    private static Upstream.StdioUpstream upstream(String command, List<String> arguments) {
        return new Upstream.StdioUpstream(
                "one",
                command,
                arguments,
                Map.of("X_KEY", "k3y"),
                new Upstream.Limits(Duration.ofSeconds(5), Duration.ZERO, MAX_BYTES, true, Redacting.STANDARD));
    }

    private void send(String text) {
        session.send(new Payload.Text(text));
    }

    private static ProcessHandle process(String line) {
        return ProcessHandle.of(Long.parseLong(line.substring(1, line.length() - 1)))
                .orElseThrow();
    }
}
