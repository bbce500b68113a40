package dewey.transcripts;

import dewey.config.Settings;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Set;

/**
 * The files that {@code messages_file} may name: regular files inside the import directory, after all links are resolved.
 *
 * <p>Whatever else a name means (a file outside, nothing at all, a directory, a pipe, a device) is refused in the same words, so
 * that the answers tell nothing about the machine. A name that points outside by its letters is refused before the file system
 * is asked at all.
 *
 * <p>A link that is swapped in while a file is being opened is not followed: the way from the import directory to the file is
 * walked directory by directory, each opened relative to the one before and never through a link. What this cannot exclude is
 * someone who may write in the import directory and puts a pipe in the place of a file between the check of its kind and its
 * opening: Java has no opening that does not wait for the other end of a pipe.
 */
@ApplicationScoped
public class TranscriptFiles {
    private static final Logger LOG = System.getLogger(TranscriptFiles.class.getName());
    private static final String FIELD = "messages_file";
    private static final Set<OpenOption> READ_NO_LINK = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private Settings.Transcripts settings;

    /** For the container, which proxies this bean. */
    protected TranscriptFiles() {}

    @Inject
    TranscriptFiles(Settings settings) {
        this(settings.transcripts());
    }

    public TranscriptFiles(Settings.Transcripts settings) {
        this.settings = settings;
    }

    /** Opens {@code name}, which is relative to the import directory, or absolute and inside it. */
    TranscriptFile open(String name) {
        Path directory = realDirectory();
        try {
            Path file = lexicallyInside(directory, name).toRealPath();
            if (!file.startsWith(directory) || file.equals(directory)) {
                throw unreadable();
            }
            return walk(directory, directory.relativize(file));
        } catch (IOException | InvalidPathException | SecurityException e) {
            // its message holds the name, which is the caller's to write
            LOG.log(
                    Level.DEBUG,
                    () -> "a transcript was not opened: " + e.getClass().getSimpleName());
            throw unreadable();
        }
    }

    private Path realDirectory() {
        Path directory = settings.importDirectory()
                .orElseThrow(() -> Refused.notEnabled(
                        FIELD, "messages_file is not enabled: dewey.transcripts.import-directory is not set"));
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "dewey.transcripts.import-directory cannot be read: {0}", e.toString());
            throw unreadable();
        }
    }

    private Path lexicallyInside(Path directory, String name) {
        Path configured =
                settings.importDirectory().orElseThrow().toAbsolutePath().normalize();
        Path file = configured.resolve(name).normalize();
        if (!file.startsWith(configured) && !file.startsWith(directory)) {
            throw unreadable();
        }
        return file;
    }

    private TranscriptFile walk(Path directory, Path way) throws IOException {
        DirectoryStream<Path> at = Files.newDirectoryStream(directory);
        try {
            Iterator<Path> names = way.iterator();
            Path name = names.next();
            while (names.hasNext() && at instanceof SecureDirectoryStream<Path> secure) {
                DirectoryStream<Path> next = secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                at.close();
                at = next;
                name = names.next();
            }
            return at instanceof SecureDirectoryStream<Path> secure
                    ? open(secure, name)
                    : openWhereDirectoriesCannotBeHeld(directory.resolve(way));
        } finally {
            at.close();
        }
    }

    private TranscriptFile open(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        long size = checkedSize(directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes());
        return new TranscriptFile(directory.newByteChannel(name, READ_NO_LINK), size);
    }

    /** On systems without {@link SecureDirectoryStream} (Windows): the file must be the same before and after it was opened. */
    private TranscriptFile openWhereDirectoriesCannotBeHeld(Path file) throws IOException {
        long size = checkedSize(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        SeekableByteChannel channel = Files.newByteChannel(file, READ_NO_LINK);
        if (!file.equals(file.toRealPath())) {
            channel.close();
            throw unreadable();
        }
        return new TranscriptFile(channel, size);
    }

    private long checkedSize(BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            throw unreadable();
        }
        if (attributes.size() > settings.maxFileBytes()) {
            throw Refused.tooLarge(FIELD, attributes.size(), settings.maxFileBytes(), "bytes");
        }
        return attributes.size();
    }

    private static Refused unreadable() {
        return Refused.invalid(FIELD, "names no readable file in the import directory");
    }
}
