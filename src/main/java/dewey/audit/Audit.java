package dewey.audit;

import dewey.config.Settings;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import dewey.security.Deed;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes note of deeds and stores them once a second, by another thread: no call waits for its audit, and what one caller does again
 * and again to one thing within that second is one row. What administrators do is stored with what they do, or both are not.
 *
 * <p>While the database is away the notes wait in memory, up to a bound; a row says how many found no room.
 */
@ApplicationScoped
public class Audit {
    static final long STORE_MS = 1_000;

    private static final System.Logger LOG = System.getLogger("dewey.audit");

    private final Transactions transactions;
    private final Workers workers;
    private final Clock clock;
    private final Ledger ledger;
    private final Notes notes = new Notes();
    private RegularWork regularly;

    @Inject
    Audit(Transactions transactions, Workers workers, Clock clock, Settings settings) {
        this.transactions = transactions;
        this.workers = workers;
        this.clock = clock;
        ledger = new Ledger(new Chain(settings.audit().key()));
    }

    /** Of which nothing is stored but when it is told to. */
    Audit(Transactions transactions, Optional<String> key) {
        this.transactions = transactions;
        workers = null;
        clock = null;
        ledger = new Ledger(new Chain(key));
    }

    /** For CDI's client proxy only. */
    protected Audit() {
        this(null, Optional.empty());
    }

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        regularly = new RegularWork(clock, workers, STORE_MS, this::store);
    }

    void note(@Observes Deed deed) {
        notes.add(deed, Instant.now());
    }

    /** As a part of the transaction in which it is done; whoever runs that again does not note what is done already. */
    public void within(EntityManager entityManager, Deed deed) {
        ledger.add(entityManager, new Addition(deed.caller().tenant()).with(Entry.of(deed, Instant.now())));
    }

    /** Stores what was noted so far; what cannot be stored now is kept for the next time. */
    synchronized void store() {
        for (Addition addition : notes.take()) {
            try {
                transactions.write(addition.tenant(), entityManager -> {
                    ledger.add(entityManager, addition);
                    return null;
                });
            } catch (Refused away) {
                notes.putBack(addition);
            } catch (RuntimeException e) {
                notes.putBack(addition);
                LOG.log(Level.ERROR, "The audit could not be stored; what was noted is kept for now", e);
            }
        }
    }

    /** While everything is there yet. */
    void beforeTheEnd(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        store();
    }

    @PreDestroy
    void stop() {
        if (regularly != null) {
            regularly.close();
        }
        int left = notes.size();
        if (left > 0) {
            LOG.log(Level.WARNING, "{0} entries of the audit could not be stored before the end", left);
        }
    }
}
