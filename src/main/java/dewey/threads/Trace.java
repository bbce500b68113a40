package dewey.threads;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The place in a distributed trace of what a thread does (W3C Trace Context, {@code traceparent}), for the log and for the statements
 * that are made meanwhile.
 *
 * @param parent exactly as it was checked: 55 characters, hexadecimal digits and hyphens, so that it can stand in a comment of SQL
 */
public record Trace(String parent) {
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int LENGTH = 55;
    private static final ThreadLocal<Trace> HERE = new ThreadLocal<>();

    public Trace {
        if (!isParent(parent)) {
            throw new IllegalArgumentException("no traceparent");
        }
    }

    private static boolean isParent(String text) {
        return text.length() == LENGTH && PARENT.matcher(text).matches();
    }

    /** Empty for what is none: whoever sends nonsense is answered all the same. */
    public static Optional<Trace> read(String text) {
        return isParent(text) ? Optional.of(new Trace(text)) : Optional.empty();
    }

    /** What this thread works for at the moment. */
    public static Optional<Trace> here() {
        return Optional.ofNullable(HERE.get());
    }

    /** Does work for this trace on this thread. */
    public static <T> T during(Optional<Trace> trace, Supplier<T> work) {
        if (trace.isEmpty()) {
            return work.get();
        }
        HERE.set(trace.get());
        try {
            return work.get();
        } finally {
            HERE.remove();
        }
    }

    /** Whether who began it keeps it: only then is it worth a statement of its own. */
    public boolean isSampled() {
        return (Character.digit(parent.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    /** What joins it with others of the same trace. */
    public String id() {
        return parent.substring(3, 35);
    }
}
