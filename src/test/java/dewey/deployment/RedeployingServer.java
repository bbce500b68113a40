package dewey.deployment;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@link Redeployments} in a process of its own, configured as the shared server is, and on the same PostgreSQL. */
public final class RedeployingServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 180;

    private final Process process;
    private final int port;
    private final Path log;
    private final PrintStream commands;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private RedeployingServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "redeploying-server");
        reader.setDaemon(true);
        reader.start();
    }

    static RedeployingServer start(Path directory) throws IOException, InterruptedException {
        return start(directory, Map.of());
    }

    /** With other settings than the shared server has. */
    public static RedeployingServer start(Path directory, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String configuration = System.getProperty("dewey.test.server-config");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                // what only soft references hold goes when memory is needed; here, at once
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp"))));
        for (String opened : List.of(
                "java.naming/javax.naming.spi",
                "java.base/java.lang",
                "java.base/java.net",
                "java.base/sun.net.www.protocol.jrt",
                "java.base/java.nio",
                "java.base/java.util",
                "java.base/sun.nio.ch",
                "java.management/sun.management",
                "java.logging/java.util.logging",
                "java.base/jdk.internal.loader",
                "jdk.management/com.sun.management.internal",
                "java.base/sun.net.www.protocol.jar",
                "java.rmi/sun.rmi.transport",
                "java.base/sun.net.util")) {
            command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED"));
        }
        command.addAll(List.of("--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED"));
        command.addAll(List.of(
                "-cp",
                System.getProperty("dewey.test.payara-micro")
                        + java.io.File.pathSeparator
                        + Path.of("target", "test-classes").toAbsolutePath(),
                Redeployments.class.getName(),
                "--nocluster",
                "--disablephonehome",
                "--port",
                Integer.toString(port),
                "--addlibs",
                System.getProperty("dewey.test.postgresql-driver"),
                "--prebootcommandfile",
                configuration + "/listener.asadmin",
                "--postbootcommandfile",
                configuration + "/pool.asadmin"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put(
                        "DEWEY_RECORDING_SPOOL_DIRECTORY",
                        directory.resolve("spool").toString());
        builder.environment().putAll(settings);
        Path log = directory.resolve("server.txt");
        builder.redirectError(log.toFile());
        RedeployingServer server = new RedeployingServer(builder.start(), port, log);
        server.await(Redeployments.UNDEPLOYED);
        return server;
    }

    /** Deploys Dewey; whether it was deployed Payara does not say. */
    public void deploy() throws InterruptedException {
        deploy(Path.of(System.getProperty("dewey.test.war")));
    }

    void deploy(Path war) throws InterruptedException {
        commands.println(war);
        await(Redeployments.DEPLOYED);
    }

    /** What it has logged so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    void undeploy() throws InterruptedException {
        commands.println();
        await(Redeployments.UNDEPLOYED);
    }

    /** The names of the threads that keep an application, deployed or not, as the one under which they run. */
    String threadsUnderApplications() throws InterruptedException {
        commands.println(Redeployments.THREADS);
        String answer = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return answer == null ? "unknown" : answer.substring(Redeployments.UNDER_APPLICATIONS.length());
    }

    public URI address(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** What it answers at its root, whatever is deployed there; the connection is closed behind it. */
    String answer() throws IOException {
        URLConnection connection = address("http", "/").toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException nothing) {
            return "";
        }
    }

    ServerProcess process() {
        return ServerProcess.of(process.toHandle());
    }

    private void await(String word) throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!word.equals(next)) {
            throw new IllegalStateException("not \"" + word + "\" but " + next + "; see " + log);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Redeployments: ")) {
                    told.add(line);
                }
            }
        } catch (IOException gone) {
            told.add(gone.toString());
        }
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
