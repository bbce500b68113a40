package dewey.mcp;

import dewey.config.Settings;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long calls wait for what their clients are asked, and how many at the same time: each of them holds a thread. */
@ApplicationScoped
class Patience {
    private final Duration timeout;
    private final Semaphore waiting;

    @Inject
    Patience(Settings settings) {
        this(settings.mcp().answerTimeout(), settings.mcp().maxWaitingCalls());
    }

    Patience(Duration timeout, int maxWaitingCalls) {
        this.timeout = timeout;
        waiting = new Semaphore(maxWaitingCalls);
    }

    /** For CDI's client proxy only. */
    protected Patience() {
        this(Duration.ZERO, 0);
    }

    /**
     * Asks, and waits for the response.
     *
     * @param name of what is asked, for an error text
     * @throws Refused when too many wait already, or when the response does not come in time
     * @throws CancellationException when the session has ended or the call was cancelled
     */
    JsonObject await(String name, Runnable ask, CompletableFuture<JsonObject> response) {
        if (!waiting.tryAcquire()) {
            throw Refused.rateLimited(timeout, "too many calls wait for their clients");
        }
        try {
            ask.run();
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the call was cancelled while it waited for its client");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw Refused.invalid(name, "was not answered by the client within " + timeout.toSeconds() + " s");
        } finally {
            waiting.release();
        }
    }
}
