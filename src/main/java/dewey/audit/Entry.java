package dewey.audit;

import dewey.security.Deed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One row of the audit.
 *
 * @param at when it was done first
 * @param until when it was done last
 * @param times how often
 */
public record Entry(
        Instant at,
        Instant until,
        String caller,
        String address,
        String action,
        String what,
        String target,
        String outcome,
        int times) {

    static Entry of(Deed deed, Instant now) {
        // what PostgreSQL keeps, so that the hash of what is read is that of what was written
        Instant moment = now.truncatedTo(ChronoUnit.MICROS);
        return new Entry(
                moment,
                moment,
                storable(deed.caller().name()),
                storable(deed.caller().address()),
                deed.action().name(),
                storable(deed.what()),
                storable(deed.target()),
                deed.outcome().name(),
                1);
    }

    /** The same, done once more. */
    Entry again(Instant now) {
        return new Entry(
                at,
                now.truncatedTo(ChronoUnit.MICROS),
                caller,
                address,
                action,
                what,
                target,
                outcome,
                times == Integer.MAX_VALUE ? times : times + 1);
    }

    /** What cannot be stored, or could make believe that it is more than one line, is of no use to who reads the audit. */
    private static String storable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cf}]", "?");
    }
}
