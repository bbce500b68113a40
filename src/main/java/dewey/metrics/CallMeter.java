package dewey.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The calls of one tool: how many came to which end, and how long they took. */
public final class CallMeter {
    static final Series CALLS = Series.counter("dewey_calls", "Calls of tools, by what became of them");
    static final Series DURATION = Series.duration("dewey_call_duration", "How long calls of a tool took");

    private final Tag tool;
    private final LongAdder[] ends = {new LongAdder(), new LongAdder(), new LongAdder()};
    private final Latency latency = new Latency();

    /** What became of a call. */
    public enum End {
        ANSWERED,
        /** The caller broke a rule, which it was told. */
        REFUSED,
        /** A fault of the server, or the call was cancelled. */
        FAILED
    }

    CallMeter(String tool) {
        this.tool = new Tag("tool", tool);
    }

    public void ended(End end, long startedNanos) {
        ends[end.ordinal()].increment();
        latency.since(startedNanos);
    }

    public long count(End end) {
        return ends[end.ordinal()].sum();
    }

    public Latency latency() {
        return latency;
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (End end : End.values()) {
            samples.add(Sample.of(
                    CALLS, count(end), tool, new Tag("outcome", end.name().toLowerCase(java.util.Locale.ROOT))));
        }
        samples.addAll(latency.samples(DURATION, tool));
        return samples;
    }
}
