package dewey.servers;

import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.arquillian.test.spi.LifecycleMethodExecutor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptorBuilder;

/**
 * Payara Micro, by Arquillian ({@code arquillian.xml}).
 *
 * <p>Arquillian starts a server for each test class that has a deployment. So it is given a single one, {@link RealWar}, which
 * lasts as long as the whole run.
 */
final class PayaraMicro implements ApplicationServer {
    private final Started started = new Started();
    private final Path directory;
    private URI address;

    private PayaraMicro(Path directory) {
        this.directory = directory;
    }

    static PayaraMicro start(Path directory, Map<String, String> environment) throws Exception {
        if (!environment.isEmpty()) {
            throw new IllegalArgumentException("Arquillian gives the server the environment of this process");
        }
        PayaraMicro server = new PayaraMicro(directory);
        try {
            server.deploy();
            return server;
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    private void deploy() throws Exception {
        Method run = RealWar.class.getDeclaredMethod("run");
        RealWar war = new RealWar();
        TestRunnerAdaptor arquillian = TestRunnerAdaptorBuilder.build();
        // Arquillian tells the server to stop and does not wait for it
        started.push(PayaraMicro::awaitTheEndOfServers);
        started.push(arquillian::shutdown);
        arquillian.beforeSuite();
        started.push(arquillian::afterSuite);
        arquillian.beforeClass(RealWar.class, LifecycleMethodExecutor.NO_OP);
        started.push(() -> arquillian.afterClass(RealWar.class, LifecycleMethodExecutor.NO_OP));
        arquillian.before(war, run, LifecycleMethodExecutor.NO_OP);
        started.push(() -> arquillian.after(war, run, LifecycleMethodExecutor.NO_OP));
        address = war.url().toURI();
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public URI health() {
        return address;
    }

    @Override
    public ProcessHandle process() {
        return ProcessHandle.current()
                .children()
                .filter(PayaraMicro::isServer)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server is no child of this process"));
    }

    @Override
    public Path logs() {
        return directory.resolve("tmp");
    }

    private static void awaitTheEndOfServers() {
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            if (isServer(child)) {
                Programs.end(child);
            }
        }
    }

    private static boolean isServer(ProcessHandle child) {
        return child.info()
                .commandLine()
                .filter(line -> line.contains("payara-micro"))
                .isPresent();
    }

    @Override
    public void close() {
        started.close();
    }
}
