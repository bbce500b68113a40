package dewey.conversations;

import dewey.config.Settings;
import dewey.database.Transactions;
import dewey.database.UniqueViolation;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What was deleted and can still be restored.
 *
 * <p>A conversation is moved here with its messages, away from all that is looked at, and is gone for good when its time is over.
 * Each method is one transaction, but for erasing: that says first, in a transaction of its own, that its time is over, and takes messages
 * away in batches, first to last. From then on it is neither shown nor restored, and what an erasing that broke off has left is erased later.
 */
@ApplicationScoped
public class Trash {
    private static final int ERASED_AT_ONCE = 5_000;

    private final Transactions transactions;
    private final Duration window;
    private final Totals totals;
    private final Consumer<ConversationChanged> changes;

    @Inject
    Trash(Transactions transactions, Settings settings, Totals totals, Event<ConversationChanged> changes) {
        this(transactions, settings.retention().trashWindow(), totals, changes::fire);
    }

    /** Of which nobody is told what changes. */
    public Trash(Transactions transactions, Duration window) {
        this(transactions, window, new Totals(), change -> {});
    }

    private Trash(Transactions transactions, Duration window, Totals totals, Consumer<ConversationChanged> changes) {
        this.transactions = transactions;
        this.window = window;
        this.totals = totals;
        this.changes = changes;
    }

    /** For the client proxy. */
    protected Trash() {
        this(null, (Duration) null);
    }

    /** Moves a conversation here, or erases it at once where nothing is kept; answers how many messages it had. */
    public int put(String tenant, UUID id) {
        if (window.isZero()) {
            return erase(tenant, id);
        }
        int messages =
                moved(tenant, id, window).orElseThrow(Conversations::notFound).messages();
        changed(tenant, id);
        return messages;
    }

    /** Puts a conversation back as it was; answers how many messages it has. */
    public int restore(String tenant, UUID id) {
        // for the attempt after one whose commit was answered by silence
        AtomicReference<TrashMoves.Restored> before = new AtomicReference<>();
        try {
            transactions.write(tenant, entityManager -> {
                before.set(new TrashMoves(entityManager, tenant).back(id, before.get()));
                return null;
            });
        } catch (UniqueViolation e) {
            throw Refused.conflict(
                    "conversation_id",
                    "another conversation has its place: it, or what it was imported from, has begun again meanwhile");
        }
        changed(tenant, id);
        return before.get().messages();
    }

    /** Erases a conversation for good, wherever it is; answers how many messages it had. */
    public int erase(String tenant, UUID id) {
        Optional<TrashMoves.Moved> live = moved(tenant, id, Duration.ZERO);
        List<TrashMoves.Expired> entries =
                transactions.write(tenant, entityManager -> new TrashMoves(entityManager, tenant).expire(id));
        if (entries.isEmpty()) {
            throw Conversations.notFound();
        }
        entries.forEach(entry -> erase(entry.trashId(), tenant));
        live.ifPresent(moved -> changed(tenant, id));
        return entries.stream().mapToInt(TrashMoves.Expired::messages).sum();
    }

    private void changed(String tenant, UUID id) {
        totals.changed(tenant);
        changes.accept(new ConversationChanged(tenant, id));
    }

    /** What can be restored, the latest first. */
    public Page<Trashed> list(String tenant, int limit, Cursor after) {
        TrashList list = new TrashList(tenant, limit, after);
        return transactions.read(tenant, list::page);
    }

    /** Erases of all tenants what can no longer be restored, at most so many conversations; answers how many were erased. */
    public int eraseExpired(int most) {
        List<TrashMoves.Entry> expired =
                transactions.readAcrossTenants(entityManager -> TrashMoves.expired(entityManager, most));
        expired.forEach(entry -> erase(entry.trashId(), entry.tenant()));
        return expired.size();
    }

    private Optional<TrashMoves.Moved> moved(String tenant, UUID id, Duration keep) {
        UUID trashId = NewConversation.newId();
        return transactions.write(
                tenant, entityManager -> new TrashMoves(entityManager, tenant).away(id, trashId, keep));
    }

    private void erase(UUID trashId, String tenant) {
        int erased;
        do {
            erased = transactions.write(
                    tenant, entityManager -> new TrashMoves(entityManager, tenant).erase(trashId, ERASED_AT_ONCE));
        } while (erased == ERASED_AT_ONCE);
    }
}
