package dewey.upstreams;

import dewey.redaction.Redacting;
import dewey.security.Role;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.upstreams.Upstream.StdioUpstream;
import dewey.upstreams.Upstream.WebSocketUpstream;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One entry of the document. Problems name the entry and the member, and never say a value: it may be a secret. */
public final class UpstreamEntry {
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final EntryMembers entry;
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
        this.entry = new EntryMembers(name, entry, environment, problems);
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
        Optional<String> type = entry.text("type").map(word -> word.toLowerCase(Locale.ROOT));
        boolean command = entry.has("command");
        if (command && entry.has("url")) {
            entry.problem("url", "must be absent where command is given");
        }
        String kind = type.orElseGet(() -> command ? "stdio" : scheme.startsWith("ws") ? "ws" : "http");
        return switch (kind) {
            case "ws", "wss", "websocket" -> "ws";
            case "http", "https", "streamable-http", "streamablehttp" -> "http";
            case "stdio" -> "stdio";
            default -> {
                entry.problem("type", "must be ws, http (or streamable-http), or stdio");
                yield "";
            }
        };
    }

    private Upstream process(Upstream.Limits limits) {
        if (!processes) {
            entry.problem("command", "may stand only in the file that dewey.proxy.upstreams-file names");
        }
        Optional<String> command = entry.text("command").filter(text -> !text.isBlank());
        if (command.isEmpty()) {
            entry.problem("command", "is missing");
        }
        Map<String, String> variables = entry.texts("env");
        variables.forEach((variable, value) -> {
            if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
                entry.problem("env", "holds a name or value that no process can be given");
            }
        });
        return new StdioUpstream(name, command.orElse(""), arguments(), variables, limits);
    }

    private List<String> arguments() {
        JsonValue args = entry.value("args", JsonValue.EMPTY_JSON_ARRAY);
        if (!(args instanceof JsonArray array) || !array.stream().allMatch(JsonString.class::isInstance)) {
            entry.problem("args", "must be an array of strings");
            return List.of();
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            arguments.add(entry.resolved("args[" + i + "]", array.getString(i)));
        }
        return arguments;
    }

    private Optional<URI> url() {
        Optional<String> text = entry.text("url");
        if (text.isEmpty()) {
            if (!entry.has("command") && !entry.has("url")) {
                entry.problem("url", "is missing");
            }
            return Optional.empty();
        }
        try {
            URI url = new URI(text.get());
            if (url.getHost() == null || url.getPort() > 65_535) {
                entry.problem("url", "must name a host, and a port up to 65535 if any");
            } else if (url.getUserInfo() != null || url.getFragment() != null) {
                entry.problem("url", "must have no user, password or fragment; credentials are given as headers");
            }
            return Optional.of(url);
        } catch (URISyntaxException e) {
            entry.problem("url", "is not a URL");
            return Optional.empty();
        }
    }

    private void requireScheme(String kind, Optional<URI> url) {
        String scheme = url.map(URI::getScheme).orElse(kind).toLowerCase(Locale.ROOT);
        if (!scheme.equals(kind) && !scheme.equals(kind + "s")) {
            entry.problem("url", "must begin with " + kind + ":// or " + kind + "s://");
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = entry.texts("headers");
        headers.forEach((header, value) -> {
            try {
                // refuses what is no token, and the names that HTTP itself needs
                HttpRequest.newBuilder().header(header, "");
            } catch (IllegalArgumentException e) {
                entry.problem("headers", "holds a name that cannot be set as a header");
                return;
            }
            if (!HEADER_VALUE.matcher(value).matches()) {
                entry.problem("headers." + header, "must be printable ASCII on one line");
            }
        });
        return headers;
    }

    private Upstream.Limits limits() {
        JsonValue record = entry.value("record", JsonValue.TRUE);
        if (record != JsonValue.TRUE && record != JsonValue.FALSE) {
            entry.problem("record", "must be true or false");
        }
        return new Upstream.Limits(
                entry.duration("connectTimeout", CONNECT_TIMEOUT, Duration.ofMillis(10)),
                entry.duration("idleTimeout", Duration.ZERO, Duration.ZERO),
                entry.maxMessageBytes(),
                record != JsonValue.FALSE,
                redacting(),
                guests());
    }

    private Guests guests() {
        Optional<Role> role = Optional.of(Guests.STANDARD.role());
        if (entry.has("role")) {
            role = entry.text("role").flatMap(Role::named);
            if (role.isEmpty()) {
                entry.problem("role", "must be reader, writer or admin, the least that a caller must be");
            }
        }
        JsonValue tenants = entry.value("tenants", JsonValue.EMPTY_JSON_ARRAY);
        if (!(tenants instanceof JsonArray array) || !array.stream().allMatch(JsonString.class::isInstance)) {
            entry.problem("tenants", "must be an array of the names of tenants");
            return Guests.STANDARD;
        }
        if (entry.has("tenants") && array.isEmpty()) {
            entry.problem("tenants", "must name one at least; leave it out for all");
        }
        return new Guests(
                role.orElse(Role.ADMIN),
                array.getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Redacting redacting() {
        JsonValue redact = entry.value("redact", JsonValue.TRUE);
        if (redact == JsonValue.TRUE) {
            return Redacting.STANDARD;
        } else if (redact == JsonValue.FALSE) {
            return new Redacting(false, List.of());
        } else if (redact instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return new Redacting(
                    true,
                    array.getValuesAs(JsonString.class).stream()
                            .map(JsonString::getString)
                            .toList());
        }
        entry.problem("redact", "must be true, false, or an array of more members that are secret");
        return Redacting.STANDARD;
    }
}
