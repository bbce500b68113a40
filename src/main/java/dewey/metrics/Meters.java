package dewey.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** All meters of this node. To count costs an addition, to read goes through all of them. */
@ApplicationScoped
public class Meters {
    private final Map<Counted, LongAdder> counts = new EnumMap<>(Counted.class);
    private final Map<Timed, Latency> times = new EnumMap<>(Timed.class);
    private final ConcurrentSkipListMap<String, CallMeter> calls = new ConcurrentSkipListMap<>();
    private final List<Supplier<List<Sample>>> readings = new CopyOnWriteArrayList<>();

    public Meters() {
        for (Counted counted : Counted.values()) {
            counts.put(counted, new LongAdder());
        }
        for (Timed timed : Timed.values()) {
            times.put(timed, new Latency());
        }
    }

    public void count(Counted what) {
        counts.get(what).increment();
    }

    public void count(Counted what, long howMany) {
        counts.get(what).add(howMany);
    }

    public long counted(Counted what) {
        return counts.get(what).sum();
    }

    LongAdder adder(Counted what) {
        return counts.get(what);
    }

    public Latency time(Timed what) {
        return times.get(what);
    }

    /** The meter of a tool that exists: whatever else a client asks for is not to be measured. */
    public CallMeter calls(String tool) {
        CallMeter known = calls.get(tool);
        return known == null ? calls.computeIfAbsent(tool, CallMeter::new) : known;
    }

    /** Of all tools that were called, by name. */
    public SortedMap<String, CallMeter> calls() {
        return Collections.unmodifiableSortedMap(calls);
    }

    /** Has something read whenever somebody asks for all samples; it must not wait for anything. */
    public void read(Supplier<List<Sample>> reading) {
        readings.add(reading);
    }

    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        counts.forEach((what, count) -> samples.add(what.at(count.sum())));
        times.forEach((what, latency) -> samples.addAll(latency.samples(what.series(), what.tags())));
        calls.values().forEach(call -> samples.addAll(call.samples()));
        readings.forEach(reading -> samples.addAll(reading.get()));
        return samples;
    }
}
