package dewey.recording;

import dewey.config.Settings;
import dewey.conversations.Conversations;
import dewey.redaction.Redacting;
import dewey.redaction.Redaction;
import dewey.redaction.Secrets;
import dewey.spool.Spool;
import dewey.spool.SpoolDirectory;
import dewey.threads.Shutdown;
import dewey.toollists.ToolLists;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Records relayed sessions as conversations, never in the relay's way.
 *
 * <pre>
 * tap ─► {@link Intake} (memory) ─► {@link Keeper} ─┬─────────────► {@link Writer} ─► {@link Archive} ─► database
 *                                         └► {@link Spool} (disk) ─┘
 * </pre>
 *
 * One line of order from end to end: while anything is spooled, everything newer is spooled behind it.
 */
@ApplicationScoped
public class Recorder {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    /** The database may take its time for what was recorded last; whatever it has not taken by then waits on the disk. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** For what must still be written to the disk. */
    private static final long LAST_MS = 1_500;

    private final Conversations conversations;
    private final ToolLists toolLists;
    private final Settings.Recording settings;
    private final Duration stopPatience;
    private final Shutdown shutdown;
    private final Set<SessionTap> open = ConcurrentHashMap.newKeySet();

    @Resource
    private ManagedThreadFactory containerThreads;

    private Secrets secrets;
    private Body body;
    private Intake intake;
    private SpoolDirectory directory;
    private Spool spool;
    private Archive archive;
    private Writer writer;
    private Keeper keeper;
    private Thread keeping;
    private Thread writing;
    private volatile boolean stopped;

    @Inject
    Recorder(Conversations conversations, ToolLists toolLists, Settings settings, Shutdown shutdown) {
        this(
                conversations,
                toolLists,
                settings.recording(),
                shorter(settings.shutdown().drainTimeout()),
                shutdown);
    }

    Recorder(
            Conversations conversations,
            ToolLists toolLists,
            Settings.Recording settings,
            Duration stopPatience,
            Shutdown shutdown) {
        this.conversations = conversations;
        this.toolLists = toolLists;
        this.settings = settings;
        this.stopPatience = stopPatience;
        this.shutdown = shutdown;
    }

    private static Duration shorter(Duration drainTimeout) {
        return drainTimeout.compareTo(LONGEST_STOP) < 0 ? drainTimeout : LONGEST_STOP;
    }

    /** For CDI's client proxy only. */
    protected Recorder() {
        this(null, null, null, null, null);
    }

    /** What an earlier life has left is stored when the application starts, not when the first session begins. */
    void beginWithTheApplication(@Observes @Initialized(ApplicationScoped.class) Object started) {
        LOG.log(Level.DEBUG, "recording by way of {0}", directory.folder());
    }

    @PostConstruct
    void start() {
        start(containerThreads);
    }

    void start(ThreadFactory threads) {
        secrets = Secrets.of(settings);
        body = body(secrets);
        intake = new Intake(settings);
        archive = new Archive(conversations, toolLists);
        try {
            directory = SpoolDirectory.takeInOrElsewhere(settings.spoolDirectory());
            spool = new Spool(directory.folder(), settings.maxSpoolBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the recorder has no place on the disk", e);
        }
        writer = new Writer(
                new Backlog(archive, conversations, directory, spool),
                new Inheritance(archive, conversations, settings.spoolDirectory(), directory));
        keeper = new Keeper(intake, writer, spool, directory);
        writing = threads.newThread(writer);
        keeping = threads.newThread(keeper);
        writing.start();
        keeping.start();
    }

    private Body body(Secrets taken) {
        return new Body(new Redaction(taken), settings.maxBodyBytes());
    }

    /** Begins the record of a session; the tap is told what goes over it, and its end. */
    public Tap begin(SessionStart start, Redacting redacting) {
        if (stopped) {
            LOG.log(Level.WARNING, "session {0} begins while the recorder stops: it is not recorded", start.id());
            return Tap.SILENT;
        }
        Body of = redacting.equals(Redacting.STANDARD) ? body : body(secrets.with(redacting));
        SessionTap tap = new SessionTap(start, new Transcript(start, of), intake, open::remove);
        open.add(tap);
        return tap;
    }

    public RecorderState state() {
        String failure = keeper.lastFailure() != null ? keeper.lastFailure() : writer.lastFailure();
        return new RecorderState(
                open.size(),
                intake.entries(),
                intake.weight(),
                spool.records() + writer.inheritedRecords(),
                spool.bytes(),
                archive.written(),
                intake.missedSoFar(),
                archive.marks(),
                archive.toolChanges(),
                failure,
                directory.isTemporary() || failure != null || intake.isFull() || !isWorking());
    }

    private boolean isWorking() {
        return keeping.isAlive() && writing.isAlive();
    }

    /**
     * Ends what is still open, and waits for a bounded time until everything is stored or at least spooled. To be called when the
     * relays have ended; a second call does nothing.
     */
    @PreDestroy
    public synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        SessionEnd end = new SessionEnd(SessionEnd.Cause.SERVER_STOPPED, 1001, "the server is stopping", Instant.now());
        Set.copyOf(open).forEach(tap -> tap.end(end));
        int waiting = intake.entries();
        intake.close();
        long until = System.nanoTime() + stopPatience.toNanos();
        try {
            join(keeping, until);
            if (keeping.isAlive()) {
                keeper.giveUp();
                keeping.join(LAST_MS);
            }
            if (!keeping.isAlive()) {
                // the container may have ended its thread before the last sessions
                keeper.run();
            }
            writer.stop();
            join(writing, until);
            writer.giveUp();
            writing.interrupt();
            writing.join(LAST_MS);
            tellWhatIsLeft(waiting);
            spool.close();
            directory.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the spool was not closed in good order", e);
        }
    }

    private void tellWhatIsLeft(int waited) {
        long spooled = spool.records();
        if (spooled > 0) {
            shutdown.tell(
                    Level.WARNING,
                    "the record: " + spooled + " lines wait on the disk, to be stored at the next start");
        } else if (waited > 0) {
            shutdown.tell(Level.INFO, "the record: the last " + waited + " messages are stored");
        }
    }

    private static void join(Thread thread, long until) throws InterruptedException {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
    }
}
