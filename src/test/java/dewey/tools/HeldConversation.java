package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Holds the row of a conversation, so that whoever writes to it waits until this is closed. */
final class HeldConversation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Postgres postgres;
    private final String holder;
    private final CompletableFuture<Void> holding;

    HeldConversation(Postgres postgres, String conversationId) {
        this.postgres = postgres;
        this.holder = "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%" + conversationId + "%'";
        // a thread of its own: on two cores Java 25 has a single one for all that is asynchronous, pongs included
        holding = CompletableFuture.runAsync(() -> hold(conversationId), work -> new Thread(work).start());
        await("SELECT count(*) " + holder, 1);
    }

    /** Returns when so many sessions of the database wait for a lock. */
    void awaitWaiters(int count) {
        await("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", count);
    }

    private void hold(String conversationId) {
        try {
            postgres.execute("SELECT pg_sleep(60) FROM (SELECT FROM conversations WHERE id = '" + conversationId
                    + "' FOR UPDATE) held");
        } catch (SQLException released) {
            // cancelled by close()
        }
    }

    private void await(String count, int expected) {
        Instant end = Instant.now().plus(PATIENCE);
        try {
            while (Integer.parseInt(postgres.ask(count)) != expected) {
                assertThat(Instant.now()).as(count).isBefore(end);
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            postgres.ask("SELECT pg_cancel_backend(pid) " + holder);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        holding.join();
    }
}
