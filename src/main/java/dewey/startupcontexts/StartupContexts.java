package dewey.startupcontexts;

import dewey.config.Settings;
import dewey.database.StorableText;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All startup contexts. Each method is one transaction, and for each tenant only its own contexts exist. */
@ApplicationScoped
public class StartupContexts {
    private static final int MAX_NAME_LENGTH = 200;

    private final Transactions transactions;
    private final int maxContentBytes;
    private final Consumer<StartupContextChanged> changes;

    @Inject
    StartupContexts(Transactions transactions, Settings settings, Event<StartupContextChanged> changes) {
        this(transactions, settings.conversations().maxContentBytes(), changes::fire);
    }

    /** Of which nobody is told what changes. */
    public StartupContexts(Transactions transactions, int maxContentBytes) {
        this(transactions, maxContentBytes, change -> {});
    }

    private StartupContexts(Transactions transactions, int maxContentBytes, Consumer<StartupContextChanged> changes) {
        this.transactions = transactions;
        this.maxContentBytes = maxContentBytes;
        this.changes = changes;
    }

    /** For the client proxy. */
    protected StartupContexts() {
        this(null, 0);
    }

    public Optional<StartupContext> active(String tenant) {
        return transactions.read(tenant, entityManager -> entityManager
                .createQuery(
                        "select s from StartupContext s where s.tenant = :tenant and s.active", StartupContext.class)
                .setParameter("tenant", tenant)
                .getResultStream()
                .findFirst());
    }

    public StartupContext named(String tenant, String name) {
        return transactions
                .read(tenant, entityManager -> find(entityManager, tenant, name))
                .orElseThrow(StartupContexts::notFound);
    }

    /** Stores a context under a name, in place of the one that had it. Making one active makes the others inactive. */
    public StartupContext set(String tenant, String name, String content, boolean active) {
        checkName(name);
        checkContent(content);
        Changed changed = transactions.write(tenant, entityManager -> {
            queueUp(entityManager, tenant);
            if (active) {
                deactivateOthers(entityManager, tenant, name);
            }
            Optional<StartupContext> known = find(entityManager, tenant, name);
            StartupContext context = known.orElseGet(() -> new StartupContext(tenant, name));
            boolean wasActive = context.isActive();
            context.say(content, active);
            if (known.isEmpty()) {
                entityManager.persist(context);
            }
            return new Changed(context, new StartupContextChanged(tenant, name, active || wasActive, known.isEmpty()));
        });
        changes.accept(changed.event());
        return changed.context();
    }

    private record Changed(StartupContext context, StartupContextChanged event) {}

    /** All contexts in the order of their names. */
    public List<StartupContext> all(String tenant) {
        return transactions.read(tenant, entityManager -> entityManager
                .createQuery(
                        "select s from StartupContext s where s.tenant = :tenant order by s.name", StartupContext.class)
                .setParameter("tenant", tenant)
                .getResultList());
    }

    /** All contexts in the order of their names, without reading their contents. */
    public List<Summary> summaries(String tenant) {
        return transactions.read(tenant, entityManager -> entityManager
                .createQuery(
                        "select new dewey.startupcontexts.Summary(s.id, s.name, s.active, s.createdAt, s.updatedAt)"
                                + " from StartupContext s where s.tenant = :tenant order by s.name",
                        Summary.class)
                .setParameter("tenant", tenant)
                .getResultList());
    }

    /** The names that hold {@code part}, in any case, in their order; for whoever is typing one. */
    public List<String> namesWith(String tenant, String part) {
        String wanted = part.toLowerCase(Locale.ROOT);
        return summaries(tenant).stream()
                .map(Summary::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    }

    public void delete(String tenant, String name) {
        // of all attempts: one whose commit was answered by silence took away what the next does not find
        AtomicInteger deleted = new AtomicInteger();
        transactions.write(
                tenant,
                entityManager -> deleted.addAndGet(entityManager
                        .createQuery("delete from StartupContext s where s.tenant = :tenant and s.name = :name")
                        .setParameter("tenant", tenant)
                        .setParameter("name", name)
                        .executeUpdate()));
        if (deleted.get() == 0) {
            throw notFound();
        }
        // whether it was the active one is not known any more
        changes.accept(new StartupContextChanged(tenant, name, true, true));
    }

    /** Writers of one tenant go one after the other, else two could insert the same name or both become active. */
    private static void queueUp(EntityManager entityManager, String tenant) {
        entityManager
                .createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(?1, 0))")
                .setParameter(1, "dewey.startup_contexts:" + tenant)
                .getSingleResult();
    }

    private static void deactivateOthers(EntityManager entityManager, String tenant, String name) {
        entityManager
                .createQuery("update StartupContext s set s.active = false"
                        + " where s.tenant = :tenant and s.active and s.name <> :name")
                .setParameter("tenant", tenant)
                .setParameter("name", name)
                .executeUpdate();
    }

    private static Optional<StartupContext> find(EntityManager entityManager, String tenant, String name) {
        return entityManager
                .createQuery(
                        "select s from StartupContext s where s.tenant = :tenant and s.name = :name",
                        StartupContext.class)
                .setParameter("tenant", tenant)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    private static void checkName(String name) {
        if (name == null || name.isBlank()) {
            throw Refused.invalid("name", name == null ? "is null" : "is blank");
        }
        int length = name.codePointCount(0, name.length());
        if (length > MAX_NAME_LENGTH) {
            throw Refused.tooLarge("name", length, MAX_NAME_LENGTH, "characters");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw Refused.invalid("name", "holds a control character");
        }
    }

    private void checkContent(String content) {
        if (content == null || content.isBlank()) {
            throw Refused.invalid("content", content == null ? "is null" : "is blank");
        }
        long bytes = StorableText.utf8Length(content);
        if (bytes > maxContentBytes) {
            throw Refused.tooLarge("content", bytes, maxContentBytes, "bytes");
        }
    }

    private static Refused notFound() {
        return Refused.notFound("name", "startup context");
    }
}
