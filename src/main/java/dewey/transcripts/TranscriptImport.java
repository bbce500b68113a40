package dewey.transcripts;

import dewey.config.Settings;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;

/**
 * Imports transcripts: a JSON array of messages, messages one on each line, or what Claude Code writes.
 *
 * <p>An array is stored whole or not at all. Of lines, those that cannot be stored are reported by their number and the others
 * are stored, in the order of the file, whatever their times say. A row comes back in a second import of the same or a longer
 * file as a duplicate ({@link RowIds} says how rows are recognised). Without a conversation to fill, the lines of Claude Code
 * continue the one that an earlier import of the same session made; all else begins a new one, which is taken away again when
 * the import fails.
 *
 * <p>Two transcripts that begin with rows of the same session (a session that was forked, say) fill the same conversation: what
 * they share is there once. A file whose rows name no session is recognised by its first row.
 */
@ApplicationScoped
public class TranscriptImport {
    /** What {@code metadata} adds around a row, and room for numbers that Dewey spells longer than the file does. */
    private static final int METADATA_MARGIN = 1 << 16;

    private TranscriptFiles files;
    private Conversations conversations;
    private int maxLineBytes;
    private Limits conversationLimits;
    private Limits limits;

    /** For the container, which proxies this bean. */
    protected TranscriptImport() {}

    @Inject
    TranscriptImport(TranscriptFiles files, Conversations conversations, Settings settings) {
        this(files, conversations, settings.transcripts().maxLineBytes(), Limits.of(settings.conversations()));
    }

    public TranscriptImport(TranscriptFiles files, Conversations conversations, int maxLineBytes, Limits limits) {
        this.files = files;
        this.conversations = conversations;
        this.maxLineBytes = maxLineBytes;
        this.conversationLimits = limits;
        this.limits = new Limits(
                maxLineBytes,
                2 * maxLineBytes + METADATA_MARGIN,
                JsonText.MAX_DEPTH + 1,
                Math.max(limits.maxBulkMessages(), LinesImport.BATCH_ROWS));
    }

    /**
     * Imports the file that {@code name} names in the import directory.
     *
     * @param conversationId the conversation to fill; null: as the class says
     * @param sessionId the session of a conversation that begins; null: the one that the file names, if any
     * @param metadata the metadata of a conversation that begins
     * @param progress told after each batch
     */
    public ImportReport importFile(
            String tenant,
            String name,
            UUID conversationId,
            String sessionId,
            Metadata metadata,
            ImportProgress progress) {
        try (TranscriptFile file = files.open(name)) {
            Shape shape = Shape.of(file, maxLineBytes);
            NewConversation planned = NewConversation.start(
                            sessionId == null ? shape.sessionId().orElse(null) : sessionId, null, metadata)
                    .identifiedBy(
                            shape.conversation().map(id -> "claude-code:" + id).orElse(null));
            conversationLimits.check(planned);
            Target target = new Target(conversations, tenant, limits, conversationId, planned);
            return switch (shape.rows()) {
                case ARRAY -> array(file, target);
                case PLAIN, CLAUDE_CODE -> lines(file, shape.rows(), target, progress);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("a transcript could not be read to its end", e);
        }
    }

    private ImportReport array(TranscriptFile file, Target target) throws IOException {
        target.append(new ArrayOfMessages(limits, conversationLimits.maxBulkMessages()).read(file, maxLineBytes));
        return target.report(List.of(), 0);
    }

    private ImportReport lines(TranscriptFile file, Shape.Rows rows, Target target, ImportProgress progress)
            throws IOException {
        long size = file.size();
        LinesImport lines = new LinesImport(
                rows,
                target,
                limits,
                maxLineBytes,
                (bytes, messages) -> progress.at(Math.min(bytes, size), size, messages));
        try {
            return lines.run(new Lines(file.fromStart(), maxLineBytes));
        } catch (RuntimeException | IOException e) {
            if (rows == Shape.Rows.PLAIN) {
                undo(target, e);
            }
            throw e;
        }
    }

    /** Nothing would find this half conversation again: the next import of the file begins another. */
    private static void undo(Target target, Exception failure) {
        // an import that is cancelled is taken back, too; on an interrupted thread nothing could be committed
        boolean cancelled = Thread.interrupted();
        try {
            target.undo();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        } finally {
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
