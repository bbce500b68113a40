package dewey.database;

import dewey.metrics.Meters;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Does by hand what the container does for {@link Attempts}: retries, by the numbers of its annotation. */
final class LocalAttempts extends Attempts {
    private final Retry policy;

    LocalAttempts(Attempt attempt) {
        super(attempt, new Meters());
        try {
            this.policy = Attempts.class.getMethod("run", Function.class).getAnnotation(Retry.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public <T> T run(Function<Attempt, T> work) {
        long begun = System.nanoTime();
        for (int retry = 0; ; retry++) {
            try {
                return once(work);
            } catch (TransientFailure e) {
                long elapsed = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                if (retry == policy.maxRetries() || elapsed > policy.maxDuration()) {
                    throw e;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(policy.delay() + ThreadLocalRandom.current().nextLong(-policy.jitter(), policy.jitter()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
