package dewey.conversations;

import dewey.lexemes.SearchVectors.Draft;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One append that is to be stored with others, and the thread that waits for it. */
final class WaitingAppend {
    private enum State {
        WAITING,
        LEADING,
        DONE
    }

    private final String tenant;
    private final UUID conversationId;
    private final NewMessage message;
    private final Draft vector;
    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;
    private Appended stored;

    WaitingAppend(String tenant, UUID conversationId, NewMessage message, Draft vector) {
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.message = message;
        this.vector = vector;
    }

    String tenant() {
        return tenant;
    }

    UUID conversationId() {
        return conversationId;
    }

    NewMessage message() {
        return message;
    }

    /** Its search vector, begun. */
    Draft vector() {
        return vector;
    }

    /**
     * Waits until it leads or is done, or until no group has taken it in time; then it is neither, and must go alone. Only what no group
     * has taken yet can still be withdrawn.
     *
     * @param withdraw takes it out of those that wait, if it is still among them
     */
    void await(Duration patience, Predicate<WaitingAppend> withdraw) {
        long until = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (state == State.WAITING) {
            long left = until - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (withdraw.test(this)) {
                return;
            } else {
                LockSupport.park(this);
            }
            interrupted |= Thread.interrupted();
            if (interrupted && withdraw.test(this)) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the call was cancelled before its message was stored");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean leads() {
        return state == State.LEADING;
    }

    void lead() {
        become(State.LEADING);
    }

    /** Known to its thread as soon as this is {@link #done}. */
    void stored(Appended place) {
        stored = place;
    }

    void done() {
        become(State.DONE);
    }

    private void become(State next) {
        state = next;
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }

    /** Where it is stored; empty when it must go alone. */
    Optional<Appended> stored() {
        return Optional.ofNullable(stored);
    }
}
