package dewey.http;

import java.time.Duration;

/**
 * When a client counts as one that does not read; one that may hear no more is treated in the same way.
 *
 * @param after how long it may take nothing of what waits for it
 * @param maxQueuedBytes how much may wait for it
 */
record Stall(Duration after, long maxQueuedBytes) {

    boolean holds(ClientAnswer client, long now) {
        return takesNothing(client, now) || client.waitingBytes() > maxQueuedBytes || !client.isWelcome();
    }

    boolean takesNothing(ClientAnswer client, long now) {
        return client.stalledFor(now).compareTo(after) > 0;
    }
}
