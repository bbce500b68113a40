package dewey.recording;

import java.time.Instant;
import java.util.Locale;

/**
 * How a relayed session ended.
 *
 * @param closeCode the WebSocket close code that the client saw, or would have seen
 * @param reason in a few words, without anything secret
 */
public record SessionEnd(Cause cause, int closeCode, String reason, Instant at) {

    /** Who or what ended it. */
    public enum Cause {
        CLIENT_CLOSED,
        CLIENT_LOST,
        UPSTREAM_CLOSED,
        UPSTREAM_LOST,
        UPSTREAM_UNREACHABLE,
        /** A side did not read for too long, or more waited for it than the bound. */
        STALLED,
        /** Nothing was said for longer than the upstream's idle timeout. */
        IDLE,
        /** A message broke a rule of the door, for instance its size. */
        REFUSED,
        /** Dewey was stopped in good order. */
        SERVER_STOPPED,
        /** Dewey was killed: found at its next start. */
        CRASH;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
