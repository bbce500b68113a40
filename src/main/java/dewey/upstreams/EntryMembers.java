package dewey.upstreams;

import dewey.config.Quantity;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the members of one entry, with their variables resolved, and collects what is wrong with them. */
public final class EntryMembers {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");
    private static final int LARGEST_MESSAGE = 16 << 20;
    private static final Duration LONGEST = Duration.ofDays(7);

    private final String name;
    private final JsonObject entry;
    private final UnaryOperator<String> environment;
    private final List<String> problems;

    EntryMembers(String name, JsonObject entry, UnaryOperator<String> environment, List<String> problems) {
        this.name = name;
        this.entry = entry;
        this.environment = environment;
        this.problems = problems;
    }

    boolean has(String member) {
        return entry.containsKey(member);
    }

    JsonValue value(String member, JsonValue standard) {
        return entry.getOrDefault(member, standard);
    }

    Duration duration(String member, Duration standard, Duration least) {
        return text(member)
                .map(text -> {
                    try {
                        Duration duration = Quantity.duration(text);
                        if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
                            return duration;
                        }
                    } catch (DateTimeParseException e) {
                        // the same words for both
                    }
                    problem(member, "must be a duration such as \"10s\", from " + least.toMillis() + "ms to 7 days");
                    return standard;
                })
                .orElse(standard);
    }

    int maxMessageBytes() {
        String member = "maxMessageBytes";
        String text = entry.get(member) instanceof JsonNumber number
                ? number.toString()
                : text(member).orElse(Integer.toString(LARGEST_MESSAGE));
        try {
            long bytes = Quantity.bytes(text);
            if (bytes >= 1024 && bytes <= LARGEST_MESSAGE) {
                return (int) bytes;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // the same words for both
        }
        problem(member, "must be a size such as 1048576 or \"1MiB\", from 1KiB to 16MiB");
        return LARGEST_MESSAGE;
    }

    Optional<String> text(String member) {
        JsonValue value = entry.get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(resolved(member, string.getString()));
        }
        problem(member, "must be a string");
        return Optional.empty();
    }

    Map<String, String> texts(String member) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!(entry.getOrDefault(member, JsonValue.EMPTY_JSON_OBJECT) instanceof JsonObject object)) {
            problem(member, "must be an object of strings");
            return texts;
        }
        object.forEach((key, value) -> {
            if (value instanceof JsonString string) {
                texts.put(key, resolved(member + "." + key, string.getString()));
            } else {
                problem(member + "." + key, "must be a string");
            }
        });
        return texts;
    }

    String resolved(String member, String text) {
        Matcher variable = VARIABLE.matcher(text);
        return variable.replaceAll(found -> {
            String value = environment.apply(found.group(1));
            if (value == null) {
                problem(member, "needs the environment variable " + found.group(1) + ", which is not set");
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    void problem(String member, String what) {
        problems.add(oneLine(name + "." + member) + " " + oneLine(what));
    }

    /** Names of members are the document's own words: they must not be able to write lines of a log. */
    private static String oneLine(String text) {
        String shortened = text.length() <= 160 ? text : text.substring(0, 160) + "…";
        return shortened.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
