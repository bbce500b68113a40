package dewey.exports;

import dewey.conversations.Conversations;
import dewey.conversations.Cursor;
import dewey.conversations.Succession;
import dewey.search.Filter;
import dewey.search.Hit;
import dewey.search.MessageSearch;
import dewey.search.SearchPage;
import dewey.search.SearchQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Finds out which conversations are meant. */
@ApplicationScoped
public class Choice {
    /** The best so many messages that a query finds decide which conversations it means. */
    public static final int MAX_HITS = 1_000;

    private Conversations conversations;
    private MessageSearch search;

    /** For the container, which proxies this bean. */
    protected Choice() {}

    @Inject
    public Choice(Conversations conversations, MessageSearch search) {
        this.conversations = conversations;
        this.search = search;
    }

    /**
     * What an export is to hold; each may be null, and all that are given must hold.
     *
     * @param query the conversations in which it finds something
     */
    public record Wish(UUID conversationId, String sessionId, JsonObject metadata, String query) {}

    /** @throws dewey.refusals.Refused when a conversation is named that the tenant does not have */
    public Succession of(String tenant, Wish wish) {
        if (wish.conversationId() != null) {
            conversations.read(tenant, wish.conversationId(), 1, 1, 1);
        }
        Set<UUID> ids = wish.conversationId() == null ? null : Set.of(wish.conversationId());
        if (wish.query() != null) {
            ids = found(tenant, wish);
        }
        return new Succession(ids, wish.sessionId(), wish.metadata());
    }

    private Set<UUID> found(String tenant, Wish wish) {
        Set<UUID> ids = new LinkedHashSet<>();
        Filter filter = new Filter(wish.sessionId(), wish.conversationId(), null, null, null, null, null);
        Cursor after = null;
        for (int hits = 0; hits < MAX_HITS; ) {
            SearchPage page = search.find(
                    tenant, new SearchQuery(wish.query(), filter, SearchQuery.MAX_LIMIT, 0, after, 0, false, null));
            for (Hit hit : page.hits()) {
                ids.add(hit.conversationId());
            }
            hits += page.hits().size();
            if (page.nextCursor().isEmpty() || page.hits().isEmpty()) {
                break;
            }
            after = Cursor.read(page.nextCursor().get());
        }
        return ids;
    }
}
