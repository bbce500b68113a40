package dewey.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Reads values out of a configuration and collects every problem instead of stopping at the first. */
final class SettingsReader {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

    private final Config config;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Config config) {
        this.config = config;
    }

    /** A whole number from {@code least} to {@code most}. */
    int number(String key, int standard, int least, int most) {
        return value(key, Integer.toString(standard), standard, text -> {
            int number = Integer.parseInt(text);
            return within(key, number, least, most) ? number : standard;
        });
    }

    /** A size in bytes, plain or with the unit B, KiB, MiB or GiB. */
    long bytes(String key, long standard, long least, long most) {
        return value(key, Long.toString(standard), standard, text -> {
            Matcher size = SIZE.matcher(text);
            if (!size.matches()) {
                throw new IllegalArgumentException("is not a size such as 1048576 or 16MiB");
            }
            long bytes = Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
            return within(key, bytes, least, most) ? bytes : standard;
        });
    }

    /** A duration as 250ms, 25s, 5m, 1h or in ISO 8601 (PT25S). */
    Duration duration(String key, Duration standard, Duration least, Duration most) {
        return value(key, standard.toString(), standard, text -> {
            Duration duration = parseDuration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                problems.add(key + " is " + text + "; it must be from " + readable(least) + " to " + readable(most));
                return standard;
            }
            return duration;
        });
    }

    Optional<Path> directory(String key) {
        return optional(key).flatMap(text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                problems.add(key + " is not a path of this system");
                return Optional.empty();
            }
        });
    }

    /** Values separated by commas; blanks are dropped. */
    List<String> list(String key) {
        return optional(key).stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    boolean flag(String key, boolean standard) {
        return value(key, Boolean.toString(standard), standard, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    /** Regular expressions separated by white space, which inside of one is written as {@code \\s}. */
    List<com.google.re2j.Pattern> patterns(String key) {
        return value(key, "none", List.of(), text -> {
            try {
                return Stream.of(text.split("\\s+"))
                        .map(com.google.re2j.Pattern::compile)
                        .toList();
            } catch (com.google.re2j.PatternSyntaxException e) {
                throw new IllegalArgumentException("holds an expression that RE2 does not read: " + e.getDescription());
            }
        });
    }

    Optional<String> optional(String key) {
        return config.getOptionalValue(key, String.class).map(String::strip).filter(text -> !text.isEmpty());
    }

    void finish() {
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }

    private <T> T value(String key, String shown, T standard, Function<String, T> parse) {
        Optional<String> text = optional(key);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            return parse.apply(text.get());
        } catch (NumberFormatException | ArithmeticException e) {
            problems.add(key + " is \"" + shortened(text.get()) + "\", which is not a whole number; leave it out for "
                    + shown);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            problems.add(
                    key + " is \"" + shortened(text.get()) + "\", which " + reason(e) + "; leave it out for " + shown);
        }
        return standard;
    }

    private boolean within(String key, long number, long least, long most) {
        if (number >= least && number <= most) {
            return true;
        }
        problems.add(key + " is " + number + "; it must be from " + least + " to " + most);
        return false;
    }

    private static Duration parseDuration(String text) {
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

    private static long unit(String name) {
        return switch (name == null ? "B" : name) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L;
        };
    }

    private static String readable(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String reason(RuntimeException e) {
        return e instanceof DateTimeParseException ? "is not a duration such as 25s or PT25S" : e.getMessage();
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
