package dewey.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Reads values out of a configuration and collects every problem instead of stopping at the first. */
final class SettingsReader {
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
            long bytes = Quantity.bytes(text);
            return within(key, bytes, least, most) ? bytes : standard;
        });
    }

    /** A duration as 250ms, 25s, 5m, 1h or in ISO 8601 (PT25S). */
    Duration duration(String key, Duration standard, Duration least, Duration most) {
        return value(key, standard.toString(), standard, text -> {
            Duration duration = Quantity.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                problems.add(key + " is " + text + "; it must be from " + readable(least) + " to " + readable(most));
                return standard;
            }
            return duration;
        });
    }

    Optional<Path> path(String key) {
        return optional(key).flatMap(text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                problems.add(key + " is not a path of this system");
                return Optional.empty();
            }
        });
    }

    /** Internet addresses and ranges of them, separated by commas. */
    List<AddressRange> addressRanges(String key) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String item : list(key)) {
            try {
                ranges.add(AddressRange.parse(item));
            } catch (IllegalArgumentException e) {
                problems.add(key + " holds \"" + shortened(item) + "\", which " + e.getMessage());
            }
        }
        return ranges;
    }

    /** Web addresses separated by commas. */
    List<URI> uris(String key) {
        List<URI> uris = new ArrayList<>();
        for (String item : list(key)) {
            try {
                URI uri = new URI(item);
                if (uri.getHost() != null
                        && String.valueOf(uri.getScheme()).matches("(?i)https?")
                        && uri.getUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null) {
                    uris.add(uri);
                    continue;
                }
            } catch (URISyntaxException notAUri) {
                // said below
            }
            problems.add(key + " holds \"" + shortened(item) + "\", which is not the address of a server, as in"
                    + " https://host/path");
        }
        return uris;
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

    /** A text as it was written: MicroProfile Config would read the ${env:NAME} in it as its own, and put NAME in its place. */
    Optional<String> raw(String key) {
        return Optional.ofNullable(config.getConfigValue(key).getRawValue())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    Optional<String> optional(String key) {
        return config.getOptionalValue(key, String.class).map(String::strip).filter(text -> !text.isEmpty());
    }

    void problem(String problem) {
        problems.add(problem);
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
