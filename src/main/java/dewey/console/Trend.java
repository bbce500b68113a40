package dewey.console;

import dewey.json.JsonText;
import dewey.metrics.CallMeter;
import dewey.metrics.CallMeter.End;
import dewey.metrics.Counted;
import dewey.metrics.Latency;
import dewey.metrics.Meters;
import dewey.threads.Clock;
import dewey.websocket.OpenSockets;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;

/** What this node did over the last hour, in steps of ten seconds, for the plots of the overview. */
@ApplicationScoped
public class Trend {
    static final int STEP_S = 10;
    private static final int STEPS = 360;
    private static final int MS = 1_000;

    private final Deque<Step> steps = new ArrayDeque<>();
    private Totals before = new Totals(new long[End.values().length], 0, 0, new long[0]);

    @Inject
    private Meters meters;

    @Inject
    private OpenSockets sockets;

    @Inject
    private Clock clock;

    private ScheduledFuture<?> looking;

    /** What has been counted since the start of the node. */
    private record Totals(long[] ends, long relayed, long incidents, long[] latency) {
        long end(End end) {
            return ends[end.ordinal()];
        }
    }

    private record Step(
            Instant at,
            long answered,
            long refused,
            long failed,
            double median,
            double p95,
            long relayed,
            long incidents,
            int sockets) {
        JsonObject toJson() {
            return JsonText.object()
                    .add("at", at.toEpochMilli())
                    .add("answered", answered)
                    .add("refused", refused)
                    .add("failed", failed)
                    .add("p50_ms", rounded(median))
                    .add("p95_ms", rounded(p95))
                    .add("relayed", relayed)
                    .add("incidents", incidents)
                    .add("sockets", sockets)
                    .build();
        }

        private static double rounded(double seconds) {
            return Math.round(seconds * MS * MS) / (double) MS;
        }
    }

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        look();
        looking = clock.every((long) STEP_S * MS, this::look);
    }

    private synchronized void look() {
        Totals now = totals(meters.calls().values());
        long[] latency = difference(now.latency(), before.latency());
        steps.addLast(new Step(
                Instant.now(),
                now.end(End.ANSWERED) - before.end(End.ANSWERED),
                now.end(End.REFUSED) - before.end(End.REFUSED),
                now.end(End.FAILED) - before.end(End.FAILED),
                Latency.quantile(latency, 0.5),
                Latency.quantile(latency, 0.95),
                now.relayed() - before.relayed(),
                now.incidents() - before.incidents(),
                sockets.count()));
        before = now;
        if (steps.size() > STEPS) {
            steps.removeFirst();
        }
    }

    private Totals totals(Collection<CallMeter> calls) {
        long[] ends = new long[End.values().length];
        long[] latency = new long[0];
        for (CallMeter call : calls) {
            for (End end : End.values()) {
                ends[end.ordinal()] += call.count(end);
            }
            latency = sum(latency, call.latency().counts());
        }
        long relayed = meters.counted(Counted.RELAYED_TO_CLIENT) + meters.counted(Counted.RELAYED_TO_UPSTREAM);
        return new Totals(ends, relayed, meters.counted(Counted.INCIDENTS), latency);
    }

    private static long[] sum(long[] some, long[] more) {
        long[] sum = more.clone();
        for (int i = 0; i < some.length; i++) {
            sum[i] += some[i];
        }
        return sum;
    }

    private static long[] difference(long[] now, long[] then) {
        long[] difference = now.clone();
        for (int i = 0; i < then.length; i++) {
            difference[i] -= then[i];
        }
        return difference;
    }

    /** The steps after this moment, in milliseconds since 1970. */
    synchronized JsonArray since(long epochMillis) {
        return JsonText.arrayOf(steps.stream()
                .filter(step -> step.at().toEpochMilli() > epochMillis)
                .map(Step::toJson)
                .toList());
    }

    @PreDestroy
    void end() {
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
