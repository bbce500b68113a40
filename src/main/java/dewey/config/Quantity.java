package dewey.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them, in settings and in files that settings name. */
public final class Quantity {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

    private Quantity() {}

    /**
     * 250ms, 25s, 5m, 1h or ISO 8601 (PT25S).
     *
     * @throws java.time.format.DateTimeParseException if it is none of these
     */
    public static Duration duration(String text) {
        Matcher plain = SHORT_DURATION.matcher(text);
        if (!plain.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(plain.group(1));
        return switch (plain.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /**
     * Bytes, plain or with the unit B, KiB, MiB or GiB.
     *
     * @throws IllegalArgumentException if it is no size; the message continues "it "
     * @throws ArithmeticException if it is beyond all measure
     */
    public static long bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("is not a size such as 1048576 or 16MiB");
        }
        return Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
    }

    private static long unit(String name) {
        return switch (name == null ? "B" : name) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L;
        };
    }
}
