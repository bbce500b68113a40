package dewey.upstreams;

import dewey.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * All upstreams, by name. Those of the file follow the file: it is looked at again whenever it is asked for one, at most once a
 * second, so that a change holds for the next session, without a thread that watches. Open sessions keep what they have.
 */
@ApplicationScoped
public class Upstreams {
    private static final System.Logger LOG = System.getLogger(Upstreams.class.getName());
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;
    private static final int LARGEST_FILE = 4 << 20;

    private final Optional<String> document;
    private final Optional<Path> file;
    private final UnaryOperator<String> environment;
    private final LongSupplier clock;

    private Map<String, Upstream> inline = Map.of();
    private Map<String, Upstream> ofFile = Map.of();
    private byte[] lastSeen;
    private long lookedAt;
    private String problem;

    @Inject
    public Upstreams(Settings settings) {
        this(settings.upstreams(), System::getenv, System::nanoTime);
    }

    Upstreams(Settings.Upstreams settings, UnaryOperator<String> environment, LongSupplier clock) {
        this.document = settings.document();
        this.file = settings.file();
        this.environment = environment;
        this.clock = clock;
    }

    /** For the container's proxy of this class. */
    protected Upstreams() {
        document = Optional.empty();
        file = Optional.empty();
        environment = System::getenv;
        clock = System::nanoTime;
    }

    /**
     * Reads both documents. The file may still be mended later.
     *
     * @throws IllegalStateException if the settings' own document cannot be used, with every problem
     */
    @PostConstruct
    synchronized void start() {
        if (document.isPresent()) {
            try {
                inline = new UpstreamDocument(environment, false).read(document.get());
            } catch (InvalidUpstreams e) {
                throw new IllegalStateException("dewey.proxy.upstreams: " + e.getMessage(), e);
            }
        }
        file.ifPresent(this::look);
    }

    /** Makes the container read them when the application starts, so that a wrong setting stops the deployment. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object started) {
        LOG.log(Level.DEBUG, "{0} upstreams", names().size());
    }

    /** Found by its exact name only; where both documents have it, the settings' own wins. */
    public synchronized Optional<Upstream> named(String name) {
        refresh();
        return Optional.ofNullable(inline.getOrDefault(name, ofFile.get(name)));
    }

    /** The names of all, for the administrator: a client is never told them. */
    public synchronized SortedSet<String> names() {
        refresh();
        SortedSet<String> names = new TreeSet<>(inline.keySet());
        names.addAll(ofFile.keySet());
        return names;
    }

    /** Why the file as it is now cannot be used, and the last good one still holds; empty when all is well. */
    public synchronized Optional<String> problem() {
        refresh();
        return Optional.ofNullable(problem);
    }

    private void refresh() {
        if (file.isPresent() && clock.getAsLong() - lookedAt >= LOOK_AGAIN_NANOS) {
            look(file.get());
        }
    }

    private void look(Path path) {
        lookedAt = clock.getAsLong();
        try {
            byte[] bytes = bytes(path);
            if (Arrays.equals(bytes, lastSeen)) {
                return;
            }
            lastSeen = bytes;
            ofFile = new UpstreamDocument(environment, true).read(text(bytes));
            problem = null;
            LOG.log(Level.INFO, "{0} upstreams are read from the file", ofFile.size());
        } catch (InvalidUpstreams e) {
            report(e.getMessage());
        } catch (IOException e) {
            lastSeen = null;
            report("The file cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static byte[] bytes(Path path) throws IOException, InvalidUpstreams {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new InvalidUpstreams(List.of("the file is larger than " + LARGEST_FILE + " bytes"));
            }
            return bytes;
        }
    }

    private static String text(byte[] bytes) throws InvalidUpstreams {
        try {
            return StrictUtf8.decode(bytes);
        } catch (CharacterCodingException e) {
            throw new InvalidUpstreams(List.of("the file is not " + StandardCharsets.UTF_8));
        }
    }

    private void report(String now) {
        if (!now.equals(problem)) {
            problem = now;
            LOG.log(Level.ERROR, "dewey.proxy.upstreams-file cannot be used; the last good one holds. {0}", now);
        }
    }
}
