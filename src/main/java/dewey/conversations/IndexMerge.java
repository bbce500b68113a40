package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.Transactions;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Merges the words of new messages into the search index beside those who store them.
 *
 * <p>PostgreSQL puts them on a list first, which every search reads through, and whoever finds it longer than its limit
 * ({@code gin_pending_list_limit}, which the schema sets far above what is usual here) merges it before his own message is stored: all of
 * what that costs falls on one call, and in the little memory of a call it takes twice the work. Here a worker does it before the list is
 * that long. When it cannot keep up, those who store many messages wait for it; when it fails, PostgreSQL merges as it always did.
 *
 * <p>A merge costs by the pages of the index that it touches, which in a large store are nearly as many for a short list as for a long one:
 * so a list of some megabytes is let grow while messages are being stored, and merged early when nobody stores.
 */
@ApplicationScoped
public class IndexMerge {
    /** So many characters of content make a list of some 8 to 12 MB: of each word PostgreSQL keeps 16 to 32 bytes there. */
    static final long ENOUGH = 3_000_000;

    /** Where a merge takes long, as in a large store, so many are waited for rather than to have one merge follow the other. */
    static final long ENOUGH_AT_ANY_TIME = 2 * ENOUGH;

    /** So many times as long as a merge took, the next is left to wait for more. */
    private static final int REST = 9;

    /** So many are merged when nobody stores any more: searches are not to read through 2 MB for hours. */
    static final long ENOUGH_IN_QUIET = ENOUGH / 4;

    /**
     * So many more while a merge is under way, and those who store many messages wait for its end, for a second at most. Most of it is
     * merged by then, because a merge takes along what comes meanwhile. Of several nodes each counts what it stores itself; the limit of the
     * index is far enough above for some of them.
     */
    static final long MOST = 3 * ENOUGH;

    private static final Logger LOG = System.getLogger("dewey.search");
    /** A brake: longer, and bulks that wait for their turn would be refused for want of one (limits/Bulkheads). */
    private static final long PATIENCE_MS = 1_000;

    private static final long LOOK_MS = 5_000;

    /** More than a call has, since in a store of many millions of messages a merge takes long; less than the silence that ends a connection. */
    private static final String TAKE_LONGER = "SELECT set_config('statement_timeout', '50s', true)";

    /** Each table of messages has an index of its own. */
    private static final String MERGE =
            """
            SELECT sum(gin_clean_pending_list(c.oid))
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am kind ON kind.oid = c.relam
             WHERE kind.amname = 'gin' AND c.relkind = 'i' AND i.indisready
               AND (i.indrelid = 'messages'::regclass
                    OR i.indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'messages'::regclass))""";

    private final Transactions transactions;
    private final Executor workers;
    /** Since the last merge; what an earlier run has left on the list is merged at the first quiet moment. */
    private final AtomicLong listed = new AtomicLong(ENOUGH_IN_QUIET);

    private final AtomicBoolean isDue = new AtomicBoolean();
    private volatile CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private volatile long restsUntil = System.nanoTime();
    private volatile long listedBefore;
    private volatile RegularWork looks;

    @Inject
    IndexMerge(Transactions transactions, Workers workers) {
        this(transactions, workers::run);
    }

    public IndexMerge(Transactions transactions, Executor workers) {
        this.transactions = transactions;
        this.workers = workers;
    }

    /** For the container, which proxies this bean. */
    protected IndexMerge() {
        this(null, (Executor) null);
    }

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application, Clock clock, Workers workers) {
        looks = new RegularWork(clock, workers, LOOK_MS, this::look);
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.close();
        }
    }

    /** Once in a while, never twice at a time. */
    void look() {
        long now = listed.get();
        if (now == listedBefore) {
            mergeFrom(ENOUGH_IN_QUIET);
        }
        listedBefore = now;
    }

    /** Is told after the commit how many characters of content a message had. */
    void stored(long characters) {
        listed.addAndGet(characters);
        mergeFrom(System.nanoTime() - restsUntil < 0 ? ENOUGH_AT_ANY_TIME : ENOUGH);
    }

    private void mergeFrom(long enough) {
        if (listed.get() >= enough && isDue.compareAndSet(false, true)) {
            try {
                workers.execute(this::merge);
            } catch (RejectedExecutionException e) {
                isDue.set(false);
            }
        }
    }

    /** Stores many messages that have so many characters together; waits while there is too much to merge. */
    <T> T storing(long characters, Supplier<T> bulk) {
        T stored = bulk.get();
        stored(characters);
        if (listed.get() >= MOST) {
            awaitMerge();
        }
        return stored;
    }

    private void merge() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        underWay = end;
        long begun = System.nanoTime();
        listed.set(0);
        try {
            transactions.writeAcrossTenants(entityManager -> Jdbc.run(entityManager, IndexMerge::merge));
            // the list was empty for a moment; of several tables each was
            listed.set(0);
        } catch (RuntimeException e) {
            // the next quiet moment tries again
            listed.accumulateAndGet(ENOUGH_IN_QUIET, Math::max);
            LOG.log(Level.DEBUG, "the search index is left to PostgreSQL to merge: " + e);
        } finally {
            long now = System.nanoTime();
            restsUntil = now + REST * (now - begun);
            isDue.set(false);
            end.complete(null);
        }
        stored(0);
    }

    private static long merge(Connection connection) throws SQLException {
        try (PreparedStatement longer = Jdbc.prepare(connection, TAKE_LONGER)) {
            longer.execute();
        }
        try (PreparedStatement merge = Jdbc.prepare(connection, MERGE);
                ResultSet row = merge.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Only for one that has begun: where all workers store, none is left to begin it. */
    private void awaitMerge() {
        try {
            underWay.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the merge of the search index takes long");
        }
    }
}
