package dewey.transcripts;

import dewey.conversations.Appended;
import dewey.conversations.BulkAppended;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/** The conversation that an import fills, which begins with its first batch so that none is left empty; counts what happens. */
final class Target {
    private final Conversations conversations;
    private final String tenant;
    private final Limits limits;
    private final NewConversation planned;
    private UUID conversationId;
    private Optional<String> title = Optional.empty();
    private boolean begun;

    private final List<UUID> messageIds = new ArrayList<>();
    private int duplicates;
    private int firstTurn = Integer.MAX_VALUE;
    private int lastTurn;

    /** @param conversationId null: {@code planned} begins, or is continued when its external id is known */
    Target(Conversations conversations, String tenant, Limits limits, UUID conversationId, NewConversation planned) {
        this.conversations = conversations;
        this.tenant = tenant;
        this.limits = limits;
        this.conversationId = conversationId;
        this.planned = planned;
    }

    /** The first title that is suggested before the conversation begins is taken. */
    void suggestTitle(Supplier<Optional<String>> suggestion) {
        if (conversationId == null && title.isEmpty()) {
            title = suggestion.get();
        }
    }

    void append(List<NewMessage> messages) {
        if (conversationId != null) {
            count(conversations.appendAll(tenant, conversationId, messages, limits));
            return;
        }
        BulkAppended appended = conversations.beginWith(tenant, titled(), messages, limits);
        conversationId = appended.conversation().id();
        begun = conversationId.equals(planned.id());
        count(appended.messages());
    }

    /** Takes a conversation away again that this import began and could not finish. */
    void undo() {
        if (begun) {
            conversations.delete(tenant, conversationId);
        }
    }

    ImportReport report(List<InvalidLine> invalidLines, long invalidLineCount) {
        boolean any = !messageIds.isEmpty();
        return new ImportReport(
                conversationId,
                messageIds.size(),
                duplicates,
                messageIds,
                any ? OptionalInt.of(firstTurn) : OptionalInt.empty(),
                any ? OptionalInt.of(lastTurn) : OptionalInt.empty(),
                invalidLines,
                invalidLineCount);
    }

    private NewConversation titled() {
        return new NewConversation(
                planned.id(),
                planned.sessionId(),
                planned.title() == null ? title.orElse(null) : planned.title(),
                planned.metadata(),
                planned.externalId());
    }

    private void count(List<Appended> appended) {
        for (Appended one : appended) {
            if (one.duplicate()) {
                duplicates++;
            } else {
                messageIds.add(one.messageId());
                firstTurn = Math.min(firstTurn, one.turnNumber());
                lastTurn = Math.max(lastTurn, one.turnNumber());
            }
        }
    }
}
