package dewey.transcripts;

import dewey.conversations.Appended;
import dewey.conversations.BulkAppended;
import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.formats.Format;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One conversation that an import fills. It begins with its first messages, so that an import that fails leaves no empty one. */
final class Target {
    private final Import.Store store;
    private final Format format;
    private final Tally tally;
    private final Instant updatedAt;
    private NewConversation planned;
    private UUID conversationId;
    private boolean begun;

    /**
     * @param conversationId null: {@code planned} begins, or is continued when it is known
     * @param updatedAt when it was last changed; null: now
     */
    Target(
            Import.Store store,
            Format format,
            UUID conversationId,
            NewConversation planned,
            Instant updatedAt,
            Tally tally) {
        this.store = store;
        this.format = format;
        this.conversationId = conversationId;
        this.planned = planned;
        this.updatedAt = updatedAt;
        this.tally = tally;
        if (conversationId != null) {
            tally.conversation(conversationId);
        }
    }

    /** The first title that is suggested before the conversation begins is taken. */
    void suggestTitle(String title) {
        if (conversationId == null && planned.title() == null) {
            planned = planned.titled(title);
        }
    }

    /** @param messages each with another external id */
    void append(List<NewMessage> messages) {
        Conversations conversations = store.conversations();
        if (conversationId == null && !format.keepsIds()) {
            BulkAppended appended = conversations.beginWith(store.tenant(), planned, messages, store.limits());
            began(appended.conversation());
            count(messages, appended.messages());
        } else {
            beginIfNeeded();
            List<Appended> appended = format.keepsIds()
                    ? conversations.restore(store.tenant(), conversationId, messages, store.limits())
                    : conversations.appendAll(store.tenant(), conversationId, messages, store.limits());
            count(messages, appended);
        }
    }

    /** Nothing more will be said. */
    void close() {
        beginIfNeeded();
        if (begun && updatedAt != null) {
            store.conversations().lastChanged(store.tenant(), conversationId, updatedAt);
        }
    }

    private void beginIfNeeded() {
        if (conversationId == null) {
            began(store.conversations().begin(store.tenant(), planned, store.limits()));
        }
    }

    private void began(Conversation conversation) {
        conversationId = conversation.id();
        begun = conversationId.equals(planned.id()) && conversation.messageCount() == 0;
        tally.conversation(conversationId);
    }

    private void count(List<NewMessage> messages, List<Appended> appended) {
        Map<String, NewMessage> spread = new HashMap<>();
        for (int i = 0; i < appended.size(); i++) {
            NewMessage message = messages.get(i);
            if (!appended.get(i).duplicate()) {
                tally.stored(appended.get(i));
            } else {
                tally.duplicate();
                if (format.isSpread(message)) {
                    spread.put(message.externalId(), message);
                }
            }
        }
        if (!spread.isEmpty()) {
            tally.completed(store.conversations()
                    .complete(
                            store.tenant(),
                            conversationId,
                            spread.keySet(),
                            known -> format.joined(
                                    known.metadata(),
                                    spread.get(known.externalId().orElseThrow())),
                            store.limits()));
        }
    }
}
