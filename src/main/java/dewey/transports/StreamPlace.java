package dewey.transports;

import java.time.Duration;
import java.util.regex.Pattern;

/** How far a stream of events has come, kept while its connections come and go (HTML Living Standard §9.2). */
public final class StreamPlace {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
    private static final Pattern USABLE_ID = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,1022}[\\x21-\\x7e])?");

    private String lastEventId;
    private Duration retry = FIRST_DELAY;
    private int fruitless;

    /** Null where the server gives no ids, or one that no header can carry. */
    synchronized String lastEventId() {
        return lastEventId;
    }

    synchronized void at(String eventId) {
        lastEventId = USABLE_ID.matcher(eventId).matches() ? eventId : null;
    }

    synchronized void retryAfter(Duration wish) {
        retry = wish.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : wish;
    }

    /** An event has come: the connection was worth it. */
    synchronized void advanced() {
        fruitless = 0;
    }

    /** How many connections have brought nothing, one after the other. */
    synchronized int fruitless() {
        return fruitless;
    }

    /** How long to wait before connecting again: what the server asks for, and twice as long each time that nothing comes of it. */
    synchronized Duration delay() {
        long wished = Math.max(retry.toMillis(), 10) << Math.min(fruitless, 10);
        fruitless++;
        return Duration.ofMillis(Math.min(wished, LONGEST_DELAY.toMillis()));
    }
}
