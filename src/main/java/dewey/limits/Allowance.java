package dewey.limits;

import dewey.config.LimitSettings.Rate;
import dewey.refusals.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What one caller may still ask for. Safe for any number of threads; nobody waits in it. */
public final class Allowance {
    /** Of those who are not limited. */
    public static final Allowance UNLIMITED = new Allowance(null, null);

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String who;
    private final Buckets buckets;
    /** Of the buckets, made when they are asked for first; whoever makes one a second time makes the same. */
    private final String[] names = new String[Family.values().length];

    private Allowance(String who, Buckets buckets) {
        this.who = who;
        this.buckets = buckets;
    }

    /** @param who the caller, or its address: whoever shares this name shares the allowance */
    static Allowance of(String who, Buckets buckets) {
        return new Allowance(who, buckets);
    }

    /** Takes one of this family; when there is none left, says after which time there will be. */
    public Optional<Duration> tryTake(Family family) {
        if (buckets == null) {
            return Optional.empty();
        }
        long wait = buckets.take(name(family), family);
        // rounded up: who comes back at that time must find one
        return wait == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((wait + MS - 1) / MS));
    }

    /**
     * Takes one of this family.
     *
     * @throws Refused when there is none left; it says how many there are, and when to come again
     */
    public void take(Family family) {
        Optional<Duration> wait = tryTake(family);
        if (wait.isPresent()) {
            throw Refused.rateLimited(
                    wait.get(), bound(family) + "; try again in " + wait.get().toMillis() + " ms");
        }
    }

    private String name(Family family) {
        String name = names[family.ordinal()];
        if (name == null) {
            name = family.label() + ' ' + who;
            names[family.ordinal()] = name;
        }
        return name;
    }

    /** The bound in words, for whoever has come up against it. */
    public String bound(Family family) {
        Rate rate = buckets.rate(family);
        return "more than " + rate.perSecond() + " " + family.words() + " a second, beyond a burst of " + rate.burst();
    }
}
