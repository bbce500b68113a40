package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A transcript of Claude Code: one session, a row on each line, whatever the rows are.
 *
 * <p>Claude Code writes an answer of the model in several rows, one for each content block, which share {@code message.id}: they
 * become one message, {@link ClaudeCodeTurn}. Each other row is a message of its own. The file grows while the session goes on, and
 * so may the message: {@link #joined} completes it.
 */
public final class ClaudeCode implements Format {
    private final NewConversation conversation;
    private final RowIds ids = new RowIds();
    private final ToolUses toolUses = new ToolUses();
    private boolean opened;

    /**
     * @param conversation what names the conversation in every version of the file
     * @param sessionId null when no row names one
     */
    public ClaudeCode(String conversation, String sessionId) {
        this.conversation =
                NewConversation.start(sessionId, null, Metadata.EMPTY).identifiedBy("claude-code:" + conversation);
    }

    /** Whether a value looks like a row of Claude Code, where others would do, too. */
    public static boolean isMeant(JsonValue row) {
        return row instanceof JsonObject object
                && object.containsKey("type")
                && (object.containsKey("sessionId") || object.containsKey("uuid"));
    }

    /** What names the session that a row belongs to; a subagent has a transcript of its own within the session. */
    public static Optional<String> session(Row row) {
        return new ClaudeCodeRow(row.value()).session();
    }

    public static Optional<String> sessionId(Row row) {
        return new ClaudeCodeRow(row.value()).sessionId();
    }

    /** What names a row within its file. */
    public static String id(Row row) {
        return new RowIds().of(new ClaudeCodeRow(row.value()).uuid(), row.bytes());
    }

    @Override
    public String name() {
        return ClaudeCodeTurn.SOURCE;
    }

    @Override
    public void read(Row row, Consumer<Piece> pieces) {
        if (!opened) {
            opened = true;
            pieces.accept(new Piece.Opening(conversation, null));
        }
        ClaudeCodeRow read = new ClaudeCodeRow(row.value());
        read.title().ifPresent(title -> pieces.accept(new Piece.Titled(title)));
        ClaudeCodeTurn.Part part = new ClaudeCodeTurn.Part(ids.of(read.uuid(), row.bytes()), row.number(), read);
        Optional<String> messageId = read.messageId();
        NewMessage message = messageId.isPresent()
                ? ClaudeCodeTurn.of(messageId.get(), List.of(part))
                : ClaudeCodeTurn.ofOne(part, toolUses);
        messageId.ifPresent(id -> toolUses.note(id, read.content()));
        pieces.accept(new Piece.Said(message));
    }

    @Override
    public boolean isSpread(NewMessage message) {
        return ClaudeCodeTurn.isSpread(message.metadata());
    }

    @Override
    public Optional<NewMessage> joined(Metadata known, NewMessage more) {
        List<ClaudeCodeTurn.Part> parts = new ArrayList<>(ClaudeCodeTurn.parts(known));
        List<String> knownIds = parts.stream().map(ClaudeCodeTurn.Part::id).toList();
        boolean any = false;
        for (ClaudeCodeTurn.Part part : ClaudeCodeTurn.parts(more.metadata())) {
            if (!knownIds.contains(part.id())) {
                parts.add(part);
                any = true;
            }
        }
        return any ? Optional.of(ClaudeCodeTurn.of(more.externalId(), parts)) : Optional.empty();
    }
}
