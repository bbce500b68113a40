package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Message;
import dewey.conversations.Succession;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Writes a tenant's conversations, part by part, oldest first. Between two parts nothing is held: no transaction, no lock, no memory.
 *
 * <p>What an export promises: every conversation that was there when it began, and is not deleted while it runs, is in it once, with all
 * messages that were stored before it was written, in the order of their turns and without a gap among them. What is stored, renamed or
 * begun meanwhile may be in it or not.
 */
@ApplicationScoped
public class Exports {
    private static final int CONVERSATIONS_AT_ONCE = 50;
    private static final int MESSAGES_AT_ONCE = 1_000;

    private Conversations conversations;

    /** For the container, which proxies this bean. */
    protected Exports() {}

    @Inject
    public Exports(Conversations conversations) {
        this.conversations = conversations;
    }

    /**
     * Writes on from a place.
     *
     * @param from empty: from the beginning
     * @param maxLength about how many characters; a single message may be longer
     */
    public ExportPart write(
            String tenant, Succession selection, ExportFormat format, Optional<Place> from, int maxLength) {
        Writing writing = new Writing(tenant, selection, format.script(), maxLength);
        if (from.isEmpty()) {
            format.script().begin(Instant.now(), writing.out);
        }
        Optional<Place> next = writing.from(from.orElse(Place.START));
        return new ExportPart(writing.out.toString(), next);
    }

    private final class Writing {
        private final String tenant;
        private final Succession selection;
        private final Script script;
        private final int maxLength;
        private final StringBuilder out = new StringBuilder();

        Writing(String tenant, Succession selection, Script script, int maxLength) {
            this.tenant = tenant;
            this.selection = selection;
            this.script = script;
            this.maxLength = maxLength;
        }

        Optional<Place> from(Place start) {
            Place place = start.isWithin() ? messages(start) : start;
            Deque<Conversation> ahead = new ArrayDeque<>();
            while (!place.isWithin() && out.length() < maxLength) {
                if (ahead.isEmpty()) {
                    ahead.addAll(after(place));
                }
                if (ahead.isEmpty()) {
                    script.end(out);
                    return Optional.empty();
                }
                place = conversation(ahead.remove());
            }
            return Optional.of(place);
        }

        private List<Conversation> after(Place place) {
            return conversations.inSuccession(
                    tenant, selection, place.createdAt(), place.conversationId(), CONVERSATIONS_AT_ONCE);
        }

        private Place conversation(Conversation conversation) {
            script.conversation(conversation, out);
            Place place = new Place(conversation.createdAt(), conversation.id(), 1);
            if (script.hasMessages() && conversation.messageCount() > 0) {
                return messages(place);
            }
            script.endOfConversation(out);
            return place.after();
        }

        /** As far as the part goes, at least one message; where the next begins, or behind the conversation. */
        private Place messages(Place from) {
            Place place = from;
            do {
                place = someMessages(place);
            } while (place.isWithin() && out.length() < maxLength);
            return place;
        }

        private Place someMessages(Place from) {
            ConversationPage page;
            try {
                page = conversations.readAside(
                        tenant,
                        from.conversationId(),
                        from.turn(),
                        MESSAGES_AT_ONCE,
                        Math.max(1, maxLength - out.length()));
            } catch (Refused e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
                // deleted while it was being written
                script.endOfConversation(out);
                return from.after();
            }
            for (Message message : page.messages()) {
                script.message(message, out);
            }
            if (page.nextTurn().isPresent()) {
                return new Place(
                        from.createdAt(), from.conversationId(), page.nextTurn().getAsInt());
            }
            script.endOfConversation(out);
            return from.after();
        }
    }
}
