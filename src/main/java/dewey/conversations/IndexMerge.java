package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.Transactions;
import dewey.threads.Workers;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Merges the words of new messages into the search index beside those who store them.
 *
 * <p>PostgreSQL puts them on a list first, which every search reads through, and whoever finds it longer than 4 MB
 * ({@code gin_pending_list_limit}) merges it before his own message is stored: that is most of what the index costs, and all of it falls
 * on one call. Here a worker does it before the list is that long. When it cannot keep up, those who store many messages wait for it;
 * when it fails, PostgreSQL merges as it always did. So it does where several bulks are stored at once, which use all processors anyway:
 * a merge beside them meets so little at a time that PostgreSQL works a fifth more.
 */
@ApplicationScoped
public class IndexMerge {
    /** So many characters of content make a list of some 3 MB: of each word PostgreSQL keeps 16 to 32 bytes there. */
    static final long ENOUGH = 750_000;

    /**
     * So many more while a merge is under way, and those who store many messages wait for its end. Most of it is merged by then, because
     * a merge takes along what comes meanwhile: only a merge that stands still is waited for.
     */
    static final long MOST = 8 * ENOUGH;

    private static final Logger LOG = System.getLogger("dewey.search");
    private static final long PATIENCE_SECONDS = 10;

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
    private final AtomicLong listed = new AtomicLong();
    private final AtomicInteger bulks = new AtomicInteger();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private volatile CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

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

    /** Is told after the commit how many characters of content a message had. */
    void stored(long characters) {
        if (listed.addAndGet(characters) >= ENOUGH && bulks.get() == 0 && isDue.compareAndSet(false, true)) {
            try {
                workers.execute(this::merge);
            } catch (RejectedExecutionException e) {
                isDue.set(false);
            }
        }
    }

    /** Stores many messages that have so many characters together; waits while there is too much to merge. */
    <T> T storing(long characters, Supplier<T> bulk) {
        bulks.incrementAndGet();
        T stored;
        try {
            stored = bulk.get();
        } finally {
            bulks.decrementAndGet();
        }
        stored(characters);
        if (listed.get() >= MOST) {
            awaitMerge();
        }
        return stored;
    }

    private void merge() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        underWay = end;
        listed.set(0);
        try {
            transactions.writeAcrossTenants(entityManager -> Jdbc.run(entityManager, IndexMerge::merge));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the search index is left to PostgreSQL to merge: " + e);
        } finally {
            isDue.set(false);
            end.complete(null);
        }
        stored(0);
    }

    private static long merge(Connection connection) throws SQLException {
        try (PreparedStatement merge = Jdbc.prepare(connection, MERGE);
                ResultSet row = merge.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Only for one that has begun: where all workers store, none is left to begin it. */
    private void awaitMerge() {
        try {
            underWay.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the merge of the search index takes long");
        }
    }
}
