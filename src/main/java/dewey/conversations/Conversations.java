package dewey.conversations;

import dewey.config.Settings;
import dewey.database.TenantEntry;
import dewey.database.Transactions;
import dewey.database.UniqueViolation;
import dewey.lexemes.SearchVectors;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All conversations. Each method is one transaction, and for each tenant only its own conversations exist.
 *
 * <p>Writers of one conversation take turns at its row: turns are contiguous in the order in which the row was had.
 */
@ApplicationScoped
public class Conversations {
    private final Transactions transactions;
    private final Limits limits;
    private final Consumer<ConversationChanged> changes;
    private final Totals totals;
    private final GroupCommit groups;
    private final IndexMerge index;
    private final SearchVectors vectors = new SearchVectors();

    @Inject
    Conversations(
            Transactions transactions,
            Settings settings,
            Totals totals,
            Event<ConversationChanged> changes,
            IndexMerge index) {
        this(transactions, Limits.of(settings.conversations()), totals, changes::fire, index, GroupCommit.PATIENCE);
    }

    /** Of which nobody is told what changes. */
    public Conversations(Transactions transactions, Limits limits) {
        this(transactions, limits, GroupCommit.PATIENCE);
    }

    /** In which an append waits so long for others to take it along. */
    Conversations(Transactions transactions, Limits limits, Duration patience) {
        this(transactions, limits, new Totals(), change -> {}, new IndexMerge(transactions, work -> {}), patience);
    }

    /** Of which the search index is told what is stored. */
    public Conversations(Transactions transactions, Limits limits, IndexMerge index) {
        this(transactions, limits, new Totals(), change -> {}, index, GroupCommit.PATIENCE);
    }

    private Conversations(
            Transactions transactions,
            Limits limits,
            Totals totals,
            Consumer<ConversationChanged> changes,
            IndexMerge index,
            Duration patience) {
        this.transactions = transactions;
        this.limits = limits;
        this.totals = totals;
        this.changes = changes;
        this.index = index;
        groups = new GroupCommit(transactions, vectors, patience);
    }

    /** For the client proxy. */
    protected Conversations() {
        this(null, (Limits) null);
    }

    /** Begins a conversation; when its external id is known in the tenant, answers the one that has it. */
    public Conversation begin(String tenant, NewConversation conversation) {
        return begin(tenant, conversation, limits);
    }

    /** The same for callers whose own limits are others than those of the tools. */
    public Conversation begin(String tenant, NewConversation conversation, Limits limits) {
        limits.check(conversation);
        Conversation begun =
                transactions.write(tenant, entityManager -> Beginning.begin(entityManager, tenant, conversation));
        totals.changed(tenant);
        return begun;
    }

    /**
     * Stores one message at the end, or at the turn it names.
     *
     * <p>A known external id changes nothing and answers the first one's values. A turn that is taken is refused as a conflict.
     */
    public Appended append(String tenant, UUID conversationId, NewMessage message) {
        limits.check(message);
        Appended appended = appended(tenant, conversationId, message);
        index.stored(message.content().length());
        changed(tenant, conversationId, List.of(appended));
        return appended;
    }

    private Appended appended(String tenant, UUID conversationId, NewMessage message) {
        Optional<Appended> withOthers =
                GroupCommit.takes(message) ? groups.append(tenant, conversationId, message) : Optional.empty();
        return withOthers.orElseGet(() -> appendedAlone(tenant, conversationId, message));
    }

    private Appended appendedAlone(String tenant, UUID conversationId, NewMessage message) {
        try {
            return transactions.writeAtOnce(
                    tenant, (entityManager, entry) -> Append.one(entityManager, entry, conversationId, message));
        } catch (UniqueViolation e) {
            return transactions.read(
                    tenant, entityManager -> Append.afterViolation(entityManager, tenant, conversationId, message, e));
        }
    }

    /** How many appends wait to be stored with others, at this moment. */
    int waitingAppends() {
        return groups.waiting();
    }

    private static long characters(List<NewMessage> messages) {
        return messages.stream()
                .mapToLong(message -> message.content().length())
                .sum();
    }

    private void changed(String tenant, UUID conversationId, List<Appended> appended) {
        if (appended.stream().anyMatch(each -> !each.duplicate())) {
            changes.accept(new ConversationChanged(tenant, conversationId));
        }
    }

    /** The same as a part of a tenant's transaction that does more; a turn or external id that another writer takes fails it. */
    public static Appended append(EntityManager entityManager, String tenant, UUID conversationId, NewMessage message) {
        return Append.one(entityManager, TenantEntry.alreadyMade(tenant), conversationId, message);
    }

    /** Stores all messages in order, or none. Known external ids, also those given twice, are answered as duplicates. */
    public List<Appended> appendAll(String tenant, UUID conversationId, List<NewMessage> messages, Limits limits) {
        limits.check(messages);
        List<Appended> appended = index.storing(
                characters(messages),
                () -> transactions.write(
                        tenant, entityManager -> new BulkAppend(entityManager, tenant, conversationId, vectors)
                                .store(messages)));
        changed(tenant, conversationId, appended);
        return appended;
    }

    /**
     * Finds out whether a message could be stored now: it is, and that is undone.
     *
     * @throws RuntimeException what {@link #appendAll} would throw
     */
    public void tryAppend(String tenant, UUID conversationId, NewMessage message, Limits limits) {
        limits.check(List.of(message));
        try {
            transactions.write(tenant, entityManager -> {
                new BulkAppend(entityManager, tenant, conversationId, vectors).store(List.of(message));
                throw new Undone();
            });
        } catch (Undone couldBeStored) {
            // rolled back
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone() {
            super(null, null, false, false);
        }
    }

    /** Begins a conversation with its first messages; when its external id is known, the messages are added to that one. */
    public BulkAppended beginWith(
            String tenant, NewConversation conversation, List<NewMessage> messages, Limits limits) {
        limits.check(conversation);
        limits.check(messages);
        BulkAppended appended = index.storing(
                characters(messages),
                () -> transactions.write(
                        tenant, entityManager -> beginWith(entityManager, tenant, conversation, messages)));
        totals.changed(tenant);
        changed(tenant, appended.conversation().id(), appended.messages());
        return appended;
    }

    private BulkAppended beginWith(
            EntityManager entityManager, String tenant, NewConversation conversation, List<NewMessage> messages) {
        UUID id = Beginning.begin(entityManager, tenant, conversation).id();
        List<Appended> stored = new BulkAppend(entityManager, tenant, id, vectors).store(messages);
        // what was read of an older conversation is out of date now
        entityManager.clear();
        return new BulkAppended(Reading.conversation(entityManager, tenant, id), stored);
    }

    /**
     * Stores messages that were exported, under their own ids and at their own turns where these are free; those that are there
     * already are answered as duplicates.
     */
    public List<Appended> restore(String tenant, UUID conversationId, List<NewMessage> messages, Limits limits) {
        limits.check(messages);
        List<Appended> restored =
                index.storing(characters(messages), () -> new Restoration(transactions, tenant, conversationId, vectors)
                        .restore(messages));
        changed(tenant, conversationId, restored);
        return restored;
    }

    /**
     * Replaces messages by fuller versions of themselves: content, blocks and metadata; all else of them stays.
     *
     * @param externalIds of the messages that may change
     * @param fuller is given a stored message, and what it answers takes its place; it may be asked again when a transaction fails
     * @return how many were replaced
     */
    public int complete(
            String tenant,
            UUID conversationId,
            Collection<String> externalIds,
            Function<Message, Optional<NewMessage>> fuller,
            Limits limits) {
        int completed = transactions.write(
                tenant, entityManager -> new Completion(entityManager, tenant, conversationId, limits)
                        .complete(externalIds, fuller));
        if (completed > 0) {
            changes.accept(new ConversationChanged(tenant, conversationId));
        }
        return completed;
    }

    /** Says when a conversation that was restored was last changed, before it came here. */
    public void lastChanged(String tenant, UUID id, Instant updatedAt) {
        transactions.write(tenant, entityManager -> entityManager
                .createNativeQuery(
                        "UPDATE conversations SET updated_at = greatest(created_at, ?3) WHERE id = ?1 AND tenant = ?2")
                .setParameter(1, id)
                .setParameter(2, tenant)
                .setParameter(3, updatedAt)
                .executeUpdate());
    }

    /** Adds members to the metadata of a conversation; those of the same name are replaced. */
    public Conversation annotate(String tenant, UUID id, JsonObject members, Limits limits) {
        return change(tenant, id, conversation -> conversation.annotate(members), limits);
    }

    /** Changes title and metadata of a conversation. */
    public Conversation edit(String tenant, UUID id, Edit edit) {
        return change(tenant, id, conversation -> conversation.change(edit), limits);
    }

    private Conversation change(String tenant, UUID id, Consumer<Conversation> change, Limits limits) {
        Conversation changed = transactions.write(tenant, entityManager -> {
            Conversation conversation = entityManager.find(Conversation.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (conversation == null || !conversation.tenant().equals(tenant)) {
                throw notFound();
            }
            change.accept(conversation);
            limits.check(conversation.metadata());
            return conversation;
        });
        changes.accept(new ConversationChanged(tenant, id));
        return changed;
    }

    /**
     * Reads on from a turn, at most {@code limit} messages and about {@code maxBytes} of content, blocks and metadata, but at
     * least one message when there is one.
     */
    public ConversationPage read(String tenant, UUID id, int fromTurn, int limit, long maxBytes) {
        if (fromTurn < 1) {
            throw Refused.invalid("from_turn", "is " + fromTurn + "; the first turn is 1");
        }
        if (limit < 1) {
            throw Refused.invalid("limit", "is " + limit + "; it must be at least 1");
        }
        return ShortPage.read(transactions, tenant, id, fromTurn, limit, maxBytes)
                .orElseGet(() -> transactions.read(
                        tenant, entityManager -> Reading.page(entityManager, tenant, id, fromTurn, limit, maxBytes)));
    }

    /** Like {@link #read} for whoever reads through much: from the replica where there is one that knows as much. */
    public ConversationPage readAside(String tenant, UUID id, int fromTurn, int limit, long maxBytes) {
        return transactions.readAside(
                tenant, connection -> StreamedPage.read(connection, tenant, id, fromTurn, limit, maxBytes));
    }

    /** The last messages in their order, at most {@code limit} and about {@code maxBytes}, but at least one when there is one. */
    public ConversationPage readLast(String tenant, UUID id, int limit, long maxBytes) {
        return transactions.read(tenant, entityManager -> Reading.lastPage(entityManager, tenant, id, limit, maxBytes));
    }

    /**
     * Of the latest conversations ({@value Recent#WINDOW} are looked at) those that {@code typed} may mean: a part of their title in
     * any case, or the beginning of their id. The latest first.
     */
    public List<Conversation> recent(String tenant, String typed, int limit) {
        return transactions.read(tenant, entityManager -> Recent.find(entityManager, tenant, typed, limit));
    }

    public Page<Conversation> list(String tenant, ListQuery query) {
        return Listing.page(transactions, totals, tenant, query);
    }

    /** The next conversations behind a place, in the order in which they began. */
    public List<Conversation> inSuccession(
            String tenant, Succession succession, Instant createdAt, UUID id, int limit) {
        return transactions.read(
                tenant, entityManager -> succession.after(entityManager, tenant, createdAt, id, limit));
    }

    /** When each of these was changed last; those that are not there are left out. */
    public Map<UUID, Instant> lastChanges(String tenant, Collection<UUID> ids) {
        return transactions.read(tenant, entityManager -> Reading.lastChanges(entityManager, tenant, ids));
    }

    /** How much there is, and how it has become so over the last days. */
    public Growth growth(String tenant, LocalDate today, int days) {
        return transactions.read(tenant, entityManager -> Growth.of(entityManager, tenant, today, days));
    }

    /** Deletes a conversation with its messages, and answers how many they were. */
    public int delete(String tenant, UUID id) {
        int deleted = transactions.write(tenant, entityManager -> Deletion.delete(entityManager, tenant, id));
        totals.changed(tenant);
        changes.accept(new ConversationChanged(tenant, id));
        return deleted;
    }

    static Refused notFound() {
        return Refused.notFound("conversation_id", "conversation");
    }
}
