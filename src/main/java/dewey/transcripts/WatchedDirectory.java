package dewey.transcripts;

import dewey.config.Settings;
import dewey.conversations.Metadata;
import dewey.refusals.Refused;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory whose transcripts are imported as they come and grow. Claude Code deletes its own after a month; here they stay.
 *
 * <p>Looks on a schedule for {@code *.jsonl} files that are new, or have another size or time than before. What was seen is known until
 * the application stops; after that, and on other nodes, importing a file once more changes nothing. No link is followed.
 */
@ApplicationScoped
public class WatchedDirectory {
    private static final Logger LOG = System.getLogger(WatchedDirectory.class.getName());
    /** Claude Code keeps transcripts at projects/PROJECT/SESSION.jsonl, and those of subagents two deeper. */
    private static final int MAX_DEPTH = 6;

    private static final int MAX_FILES = 100_000;

    private TranscriptImport imports;
    private Settings.Watch settings;
    private TranscriptFiles files;

    @Inject
    private Clock clock;

    @Inject
    private Workers workers;

    private final Map<Path, Version> seen = new HashMap<>();
    private RegularWork watch;
    private volatile boolean stopped;

    private record Version(long size, long modified) {}

    /** For the client proxy. */
    protected WatchedDirectory() {}

    @Inject
    WatchedDirectory(TranscriptImport imports, Settings settings) {
        this(imports, settings.watch(), settings.transcripts());
    }

    public WatchedDirectory(TranscriptImport imports, Settings.Watch settings, Settings.Transcripts limits) {
        this.imports = imports;
        this.settings = settings;
        this.files = new TranscriptFiles(
                new Settings.Transcripts(settings.directory(), limits.maxFileBytes(), limits.maxLineBytes()));
    }

    /** Made with the application, so that it looks without being asked. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        if (settings.directory().isPresent()) {
            watch = new RegularWork(clock, workers, settings.interval().toMillis(), this::look);
        }
    }

    /** Imports what has changed since the last look; answers how many files that were. */
    public synchronized int look() {
        Path directory = settings.directory().orElseThrow();
        int imported = 0;
        for (Path file : transcripts(directory)) {
            if (stopped) {
                break;
            }
            Version version = version(file);
            if (version != null && !version.equals(seen.get(file)) && imported(directory, file)) {
                seen.put(file, version);
                imported++;
            }
        }
        return imported;
    }

    private static List<Path> transcripts(Path directory) {
        try (Stream<Path> all = Files.walk(directory, MAX_DEPTH)) {
            return all.filter(path -> path.getFileName().toString().endsWith(".jsonl"))
                    .limit(MAX_FILES)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "dewey.transcripts.watch-directory cannot be read: {0}", e.toString());
            return List.of();
        }
    }

    /** Null when it is no file that can be read now. */
    private static Version version(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.size() > 0
                    ? new Version(
                            attributes.size(), attributes.lastModifiedTime().toMillis())
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether it need not be looked at again until it changes. */
    private boolean imported(Path directory, Path file) {
        String name = directory.relativize(file).toString();
        try {
            imports.importFile(
                    settings.tenant(), files.open(name), name, null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
            return true;
        } catch (Refused e) {
            boolean later = e.retryAfter().isPresent();
            if (!later) {
                LOG.log(Level.WARNING, "A transcript of the watched directory was not imported: {0}", e.getMessage());
            }
            return !later;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A transcript of the watched directory could not be imported; it is tried again", e);
            return false;
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        if (watch != null) {
            watch.close();
        }
    }
}
