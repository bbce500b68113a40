package dewey.transcripts;

import dewey.config.Settings;
import dewey.conversations.Appended;
import dewey.conversations.BulkAppended;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;

/**
 * Imports transcripts: what Claude Code, ChatGPT, Claude.ai and Dewey itself write, and messages as JSON Lines or as one array.
 *
 * <p>An array of messages is stored whole or not at all. Of all else, rows that cannot be stored are reported by their number and the
 * others are stored, in the order of the file. Importing the same or a longer file again adds only what is new: conversations are
 * recognised by what names them in the file, and where nothing does by the file's name and its first row; messages by their ids there,
 * or by the bytes of their rows.
 *
 * <p>Two transcripts that begin with rows of the same session (a session that was forked, say) fill the same conversation: what
 * they share is there once.
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
                Math.max(limits.maxBulkMessages(), Import.BATCH_MESSAGES));
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
        return importFile(tenant, files.open(name), name, conversationId, sessionId, metadata, progress);
    }

    /** The same for a file that is open already, which this closes; {@code name} tells it from others like it. */
    public ImportReport importFile(
            String tenant,
            TranscriptFile file,
            String name,
            UUID conversationId,
            String sessionId,
            Metadata metadata,
            ImportProgress progress) {
        conversationLimits.check(NewConversation.start(sessionId, null, metadata));
        try (file) {
            Shape shape = Shape.of(file, sessionId == null ? name : name + "\n" + sessionId, maxLineBytes);
            if (shape.format() == null) {
                return array(tenant, file, conversationId, NewConversation.start(sessionId, null, metadata));
            }
            Import.Wanted wanted =
                    new Import.Wanted(conversationId, conversation -> asWanted(conversation, sessionId, metadata));
            return new Import(shape.format(), new Import.Store(conversations, tenant, limits), wanted, progress)
                    .run(shape.items(file, maxLineBytes), maxLineBytes, file.size());
        } catch (IOException e) {
            throw new UncheckedIOException("a transcript could not be read to its end", e);
        }
    }

    private static NewConversation asWanted(NewConversation conversation, String sessionId, Metadata metadata) {
        NewConversation wanted = metadata.value().isEmpty()
                ? conversation
                : conversation.with(conversation.metadata().with(metadata.value()));
        return sessionId == null ? wanted : wanted.inSession(sessionId);
    }

    private ImportReport array(String tenant, TranscriptFile file, UUID conversationId, NewConversation conversation)
            throws IOException {
        List<NewMessage> messages =
                new ArrayOfMessages(limits, conversationLimits.maxBulkMessages()).read(file, maxLineBytes);
        Tally tally = new Tally();
        List<Appended> appended;
        if (conversationId == null) {
            BulkAppended begun = conversations.beginWith(tenant, conversation, messages, limits);
            tally.conversation(begun.conversation().id());
            appended = begun.messages();
        } else {
            appended = conversations.appendAll(tenant, conversationId, messages, limits);
            tally.conversation(conversationId);
        }
        for (Appended each : appended) {
            if (each.duplicate()) {
                tally.duplicate();
            } else {
                tally.stored(each);
            }
        }
        return tally.report("array");
    }
}
