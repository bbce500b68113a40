package dewey.launcher;

import dewey.launcher.LaunchSettings.DatabaseAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs Dewey until it is stopped. Started by {@code ./mvnw -ntp -DskipTests package exec:java@run}.
 *
 * <p>Order of the start: lock, then PostgreSQL and Payara Micro side by side; order of the stop: Payara Micro, PostgreSQL, lock. The exit code is 1 when
 * Dewey cannot start or its server ends by itself, and that of the signal when it is stopped: 130 after Ctrl-C, 143 after SIGTERM. A
 * second signal waits for nobody: the server is killed, and what it has answered is stored all the same.
 */
public final class Dewey {
    private static final int OLDEST_JAVA = 17;

    // held, because a logger that nobody holds is forgotten together with its level
    private static final Logger LIBRARY = Logger.getLogger("io.zonky");

    private final PrintStream terminal = System.out;
    private LaunchSettings settings;
    private DataDirectory directory;
    private EmbeddedDatabase database;
    private volatile ApplicationServer server;
    private boolean stopped;

    private Dewey() {}

    public static void main(String[] arguments) throws InterruptedException {
        LIBRARY.setLevel(Level.WARNING);
        Dewey dewey = new Dewey();
        Runtime.getRuntime().addShutdownHook(new Thread(dewey::stop, "stop-dewey"));
        Signals.listen(dewey::stopAtOnce);
        try {
            dewey.start();
        } catch (CannotStart e) {
            dewey.terminal.println();
            dewey.terminal.println("Dewey cannot start. " + e.getMessage());
            System.exit(1);
        }
        int exit = dewey.server.awaitEnd();
        synchronized (dewey) {
            if (!dewey.stopped) {
                dewey.terminal.println("Payara Micro has ended by itself, with exit code " + exit + "; see "
                        + dewey.server.logFile() + ".");
            }
        }
        System.exit(1);
    }

    private void start() throws CannotStart {
        requireJava(Runtime.version());
        long begin = System.nanoTime();
        settings = LaunchSettings.from(System.getenv(), Path.of(System.getProperty("user.home")));
        terminal.println("Dewey keeps its data in " + settings.dataDirectory());
        DataDirectory locked = DataDirectory.open(settings.dataDirectory());
        synchronized (this) {
            directory = locked;
            server = new ApplicationServer(settings, directory, terminal);
        }
        endOrphans();
        server.requireFreePort();
        if (settings.database().isPresent()) {
            step("Using the PostgreSQL at " + settings.database().get().shown());
            beginServer(settings.database().get());
        } else {
            beginBoth();
        }
        server.awaitReady();
        greet((System.nanoTime() - begin) / 1_000_000_000.0);
        server.quickenLaterStarts();
        // this JVM is Maven's, which has built with it and now only waits: what that took goes back
        System.gc();
    }

    static void requireJava(Runtime.Version version) throws CannotStart {
        if (version.feature() < OLDEST_JAVA) {
            throw new CannotStart("It needs Java " + OLDEST_JAVA + " or newer; this is " + version + ".");
        }
    }

    private void endOrphans() throws CannotStart {
        try {
            server.endOrphan();
        } catch (IOException | NumberFormatException e) {
            throw new CannotStart("What an earlier run has left cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private void beginBoth() throws CannotStart {
        EmbeddedDatabase embedded = new EmbeddedDatabase(directory);
        synchronized (this) {
            database = embedded;
        }
        step("Starting PostgreSQL");
        DatabaseAddress address = embedded.prepare();
        if (!embedded.isCompleteOnceUp()) {
            embedded.start();
            beginServer(address);
            return;
        }
        // the server needs the database only when it is half-way through
        beginServer(address);
        try {
            embedded.start();
        } catch (CannotStart e) {
            server.kill();
            throw e;
        }
    }

    private void beginServer(DatabaseAddress address) throws CannotStart {
        step("Starting Payara Micro with Dewey (its log: "
                + settings.dataDirectory().resolve("logs/server.log") + ")");
        server.begin(address);
    }

    private void greet(double seconds) {
        String address = server.connectable() + ":" + settings.port();
        terminal.printf("Dewey is ready after %.1f s.%n%n", seconds);
        terminal.println("  MCP over HTTP        http://" + address + "/mcp");
        terminal.println("  MCP over WebSocket   ws://" + address + "/mcp");
        terminal.println("  Console              http://" + address + "/console/");
        terminal.println("  Health               http://" + address + "/health");
        terminal.println();
        terminal.println("Add it to Claude Code with");
        terminal.println("  claude mcp add --transport http dewey http://" + address + "/mcp");
        terminal.println();
        terminal.println("Press Ctrl-C to stop.");
        terminal.flush();
    }

    private void step(String what) {
        terminal.println(what + " …");
        terminal.flush();
    }

    /** Runs beside {@link #stop}, which holds the lock and waits for the server. */
    private void stopAtOnce() {
        ApplicationServer running = server;
        if (running != null) {
            step("Stopping at once");
            running.kill();
        }
    }

    /** Runs once, as the JVM's shutdown hook, whatever ends the run. */
    private synchronized void stop() {
        stopped = true;
        if (directory == null) {
            return;
        }
        try {
            boolean served = server.isStarted();
            if (served) {
                step("Stopping Dewey");
                server.stop();
            }
            if (database != null) {
                step("Stopping PostgreSQL");
                database.stop();
            }
            directory.close();
            if (served) {
                terminal.println("Everything is stored; good-bye.");
            }
        } catch (IOException e) {
            terminal.println("PostgreSQL could not be stopped in good order: " + e.getMessage());
        }
        terminal.flush();
    }
}
