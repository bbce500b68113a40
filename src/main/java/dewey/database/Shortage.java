package dewey.database;

import dewey.refusals.Refused;
import java.time.Duration;
import java.util.Optional;

/**
 * What the database may lack that no other attempt of the same call would find: it is refused at once, with the time after which there
 * may be more. Nothing of the call is stored, because its transaction was rolled back.
 */
enum Shortage {
    /** disk_full; somebody has to make room. */
    ROOM("53100", "the database has no room left", Duration.ofSeconds(30)),
    /** out_of_memory. */
    MEMORY("53200", "the database has no memory left", Duration.ofSeconds(5)),
    /** configuration_limit_exceeded, such as temp_file_limit. */
    SPACE_FOR_WORK("53400", "the database gives this call no more space to work in", Duration.ofSeconds(5)),
    /** query_canceled: by statement_timeout, because a call that was cancelled here is told by its interruption. */
    TIME("57014", "the database took longer for this than a statement may take", Duration.ofSeconds(5));

    private final String state;
    private final String words;
    private final Duration retryAfter;

    Shortage(String state, String words, Duration retryAfter) {
        this.state = state;
        this.words = words;
        this.retryAfter = retryAfter;
    }

    static Optional<Shortage> of(String state) {
        for (Shortage shortage : values()) {
            if (shortage.state.equals(state)) {
                return Optional.of(shortage);
            }
        }
        return Optional.empty();
    }

    Refused refusal(RuntimeException cause) {
        return Refused.unavailable(words, retryAfter, cause);
    }
}
