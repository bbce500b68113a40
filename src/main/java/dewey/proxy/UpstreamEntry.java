package dewey.proxy;

import dewey.config.Quantity;
import dewey.proxy.Upstream.HttpUpstream;
import dewey.proxy.Upstream.StdioUpstream;
import dewey.proxy.Upstream.WebSocketUpstream;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of the document. Problems name the entry and the member, and never say a value: it may be a secret. */
final class UpstreamEntry {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final int LARGEST_MESSAGE = 16 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final String name;
    private final JsonObject entry;
    private final UnaryOperator<String> environment;
    private final boolean processes;
    private final List<String> problems;
    private final int problemsBefore;

    UpstreamEntry(
            String name,
            JsonObject entry,
            UnaryOperator<String> environment,
            boolean processes,
            List<String> problems) {
        this.name = name;
        this.entry = entry;
        this.environment = environment;
        this.processes = processes;
        this.problems = problems;
        this.problemsBefore = problems.size();
    }

    /** Empty when a problem was found. */
    Optional<Upstream> read() {
        Upstream.Limits limits = limits();
        Optional<URI> url = url();
        String kind = kind(url.map(URI::getScheme).orElse(""));
        Optional<Upstream> upstream =
                switch (kind) {
                    case "stdio" -> Optional.of(process(limits));
                    case "ws" -> url.map(to -> new WebSocketUpstream(name, to, headers(), limits));
                    case "http" -> url.map(to -> new HttpUpstream(name, to, headers(), limits));
                    default -> Optional.empty();
                };
        if (kind.equals("ws") || kind.equals("http")) {
            requireScheme(kind, url);
        }
        return problems.size() > problemsBefore ? Optional.empty() : upstream;
    }

    private String kind(String scheme) {
        Optional<String> type = text("type").map(word -> word.toLowerCase(Locale.ROOT));
        boolean command = entry.containsKey("command");
        if (command && entry.containsKey("url")) {
            problem("url", "must be absent where command is given");
        }
        String kind = type.orElseGet(() -> command ? "stdio" : scheme.startsWith("ws") ? "ws" : "http");
        return switch (kind) {
            case "ws", "wss", "websocket" -> "ws";
            case "http", "https", "streamable-http", "streamablehttp" -> "http";
            case "stdio" -> "stdio";
            default -> {
                problem("type", "must be ws, http (or streamable-http), or stdio");
                yield "";
            }
        };
    }

    private Upstream process(Upstream.Limits limits) {
        if (!processes) {
            problem("command", "may stand only in the file that dewey.proxy.upstreams-file names");
        }
        Optional<String> command = text("command").filter(text -> !text.isBlank());
        if (command.isEmpty()) {
            problem("command", "is missing");
        }
        Map<String, String> variables = texts("env");
        variables.forEach((variable, value) -> {
            if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
                problem("env", "holds a name or value that no process can be given");
            }
        });
        return new StdioUpstream(name, command.orElse(""), arguments(), variables, limits);
    }

    private List<String> arguments() {
        JsonValue args = entry.getOrDefault("args", JsonValue.EMPTY_JSON_ARRAY);
        if (!(args instanceof JsonArray array) || !array.stream().allMatch(JsonString.class::isInstance)) {
            problem("args", "must be an array of strings");
            return List.of();
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            arguments.add(resolved("args[" + i + "]", array.getString(i)));
        }
        return arguments;
    }

    private Optional<URI> url() {
        Optional<String> text = text("url");
        if (text.isEmpty()) {
            if (!entry.containsKey("command") && !entry.containsKey("url")) {
                problem("url", "is missing");
            }
            return Optional.empty();
        }
        try {
            URI url = new URI(text.get());
            if (url.getHost() == null || url.getPort() > 65_535) {
                problem("url", "must name a host, and a port up to 65535 if any");
            } else if (url.getUserInfo() != null || url.getFragment() != null) {
                problem("url", "must have no user, password or fragment; credentials are given as headers");
            }
            return Optional.of(url);
        } catch (URISyntaxException e) {
            problem("url", "is not a URL");
            return Optional.empty();
        }
    }

    private void requireScheme(String kind, Optional<URI> url) {
        String scheme = url.map(URI::getScheme).orElse(kind).toLowerCase(Locale.ROOT);
        if (!scheme.equals(kind) && !scheme.equals(kind + "s")) {
            problem("url", "must begin with " + kind + ":// or " + kind + "s://");
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = texts("headers");
        headers.forEach((header, value) -> {
            try {
                // refuses what is no token, and the names that HTTP itself needs
                HttpRequest.newBuilder().header(header, "");
            } catch (IllegalArgumentException e) {
                problem("headers", "holds a name that cannot be set as a header");
                return;
            }
            if (!HEADER_VALUE.matcher(value).matches()) {
                problem("headers." + header, "must be printable ASCII on one line");
            }
        });
        return headers;
    }

    private Upstream.Limits limits() {
        JsonValue record = entry.getOrDefault("record", JsonValue.TRUE);
        if (record != JsonValue.TRUE && record != JsonValue.FALSE) {
            problem("record", "must be true or false");
        }
        return new Upstream.Limits(
                duration("connectTimeout", CONNECT_TIMEOUT, Duration.ofMillis(10)),
                duration("idleTimeout", Duration.ZERO, Duration.ZERO),
                maxMessageBytes(),
                record != JsonValue.FALSE);
    }

    private Duration duration(String member, Duration standard, Duration least) {
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

    private int maxMessageBytes() {
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

    private Optional<String> text(String member) {
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

    private Map<String, String> texts(String member) {
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

    private String resolved(String member, String text) {
        Matcher variable = VARIABLE.matcher(text);
        return variable.replaceAll(found -> {
            String value = environment.apply(found.group(1));
            if (value == null) {
                problem(member, "needs the environment variable " + found.group(1) + ", which is not set");
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    private void problem(String member, String what) {
        problems.add(oneLine(name + "." + member) + " " + oneLine(what));
    }

    /** Names of members are the document's own words: they must not be able to write lines of a log. */
    private static String oneLine(String text) {
        String shortened = text.length() <= 160 ? text : text.substring(0, 160) + "…";
        return shortened.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
