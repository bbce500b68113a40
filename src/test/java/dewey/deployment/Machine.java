package dewey.deployment;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.arquillian.test.spi.LifecycleMethodExecutor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptorBuilder;
import org.junit.platform.commons.util.ExceptionUtils;

/**
 * PostgreSQL and the server, started in this order and ended in the reverse one.
 *
 * <p>Arquillian starts a server for each test class that has a deployment. So it is given a single one, {@link RealWar}, which
 * lasts as long as the whole run.
 */
final class Machine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHOWN_OF_LOG = 8_000;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private RunningDewey dewey;

    private Machine() {}

    static Machine start() {
        Machine machine = new Machine();
        Path directory = Path.of(required("dewey.test.directory"));
        try {
            machine.startIn(directory);
            return machine;
        } catch (Exception e) {
            machine.close();
            String log = new ServerLog(directory.resolve("tmp")).text();
            throw new IllegalStateException(
                    "The server did not start: " + log.substring(Math.max(0, log.length() - SHOWN_OF_LOG)), e);
        }
    }

    RunningDewey dewey() {
        return dewey;
    }

    private void startIn(Path directory) throws Exception {
        deleteAll(directory);
        Files.createDirectories(directory.resolve("import"));
        Files.createDirectories(directory.resolve("tmp"));
        new UpstreamsFile(directory).reset();
        Postgres postgres = new Postgres(
                Integer.parseInt(System.getenv("DEWEY_TEST_POSTGRESQL_PORT")), directory.resolve("postgresql"));
        started.push(postgres);
        postgres.start();
        started.push(Machine::awaitTheEndOfServers);
        dewey = new RunningDewey(deploy(), postgres, directory);
    }

    private URI deploy() throws Exception {
        Method run = RealWar.class.getDeclaredMethod("run");
        RealWar war = new RealWar();
        TestRunnerAdaptor arquillian = TestRunnerAdaptorBuilder.build();
        started.push(arquillian::shutdown);
        arquillian.beforeSuite();
        started.push(arquillian::afterSuite);
        arquillian.beforeClass(RealWar.class, LifecycleMethodExecutor.NO_OP);
        started.push(() -> arquillian.afterClass(RealWar.class, LifecycleMethodExecutor.NO_OP));
        arquillian.before(war, run, LifecycleMethodExecutor.NO_OP);
        started.push(() -> arquillian.after(war, run, LifecycleMethodExecutor.NO_OP));
        return war.url().toURI();
    }

    /** Arquillian tells the server to stop and does not wait for it; PostgreSQL must outlive it, and nothing must stay behind. */
    private static void awaitTheEndOfServers() throws InterruptedException {
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            boolean server = child.info()
                    .commandLine()
                    .filter(line -> line.contains("payara-micro"))
                    .isPresent();
            if (server && !ends(child)) {
                child.destroyForcibly();
            }
        }
    }

    private static boolean ends(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("Container tests need the build around them: mvn verify -Dit.test=…");
        }
        return value;
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        Exception first = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw ExceptionUtils.throwAsUncheckedException(first);
        }
    }
}
