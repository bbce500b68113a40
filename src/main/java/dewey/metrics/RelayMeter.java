package dewey.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What goes over the relays of this node. Held by who measures, because it is asked for every message. */
public final class RelayMeter {
    private final LongAdder toUpstream;
    private final LongAdder toClient;
    private final LongAdder sizeToUpstream;
    private final LongAdder sizeToClient;
    private final Latency handoverToUpstream;
    private final Latency handoverToClient;

    public RelayMeter(Meters meters) {
        toUpstream = meters.adder(Counted.RELAYED_TO_UPSTREAM);
        toClient = meters.adder(Counted.RELAYED_TO_CLIENT);
        sizeToUpstream = meters.adder(Counted.SIZE_TO_UPSTREAM);
        sizeToClient = meters.adder(Counted.SIZE_TO_CLIENT);
        handoverToUpstream = meters.time(Timed.RELAY_TO_UPSTREAM);
        handoverToClient = meters.time(Timed.RELAY_TO_CLIENT);
    }

    public void toUpstream(long size) {
        toUpstream.increment();
        sizeToUpstream.add(size);
    }

    public void toClient(long size) {
        toClient.increment();
        sizeToClient.add(size);
    }

    public void handedToUpstream(long arrivedNanos) {
        handoverToUpstream.since(arrivedNanos);
    }

    public void handedToClient(long arrivedNanos) {
        handoverToClient.since(arrivedNanos);
    }
}
