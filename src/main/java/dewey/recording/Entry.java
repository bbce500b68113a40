package dewey.recording;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What was tapped, and when.
 *
 * @param transcript of the session it belongs to
 * @param sequence its place in the session, from 1; 0 for what is no message
 * @param micros since 1970, by the session's clock
 */
record Entry(Transcript transcript, long sequence, long micros, Tapped what) {
    Instant at() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
