package dewey.upstreams;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads the {@code mcpServers} JSON that MCP clients use. Members that are not known are ignored, because those files hold much that
 * is for their own client; a known member that cannot be used is a problem of the whole document.
 */
public final class UpstreamDocument {
    // what needs no escape in a URL, a log or a metric; a colon is not among it, so "replay:…" can never be configured
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static final int MOST_ENTRIES = 1000;

    private final UnaryOperator<String> environment;
    private final boolean processes;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param environment a variable's value, or null
     * @param processes whether entries may start processes
     */
    UpstreamDocument(UnaryOperator<String> environment, boolean processes) {
        this.environment = environment;
        this.processes = processes;
    }

    /** @throws InvalidUpstreams with every problem that was found */
    Map<String, Upstream> read(String text) throws InvalidUpstreams {
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        servers(text).forEach((name, entry) -> {
            if (!NAME.matcher(name).matches()) {
                problems.add(
                        "the name " + shown(name) + " must be 1 to 64 letters, digits, dots, underscores and hyphens");
            } else if (entry instanceof JsonObject object) {
                new UpstreamEntry(name, object, environment, processes, problems)
                        .read()
                        .ifPresent(upstream -> upstreams.put(name, upstream));
            } else {
                problems.add(name + " must be an object");
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidUpstreams(problems);
        }
        return Map.copyOf(upstreams);
    }

    private JsonObject servers(String text) throws InvalidUpstreams {
        JsonValue document;
        try {
            document = JsonText.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (InvalidJson e) {
            throw new InvalidUpstreams(List.of("the document is " + e.getMessage()));
        }
        if (!(document instanceof JsonObject object) || !(object.get("mcpServers") instanceof JsonObject servers)) {
            throw new InvalidUpstreams(List.of("the document must be {\"mcpServers\": {…}}"));
        }
        if (servers.size() > MOST_ENTRIES) {
            throw new InvalidUpstreams(
                    List.of("mcpServers has " + servers.size() + " entries; the limit is " + MOST_ENTRIES));
        }
        return servers;
    }

    /** A name that is not one, on one line and short. */
    private static String shown(String name) {
        String quoted = JsonText.quote(name.length() <= 40 ? name : name.substring(0, 40) + "…");
        StringBuilder shown = new StringBuilder(quoted.length());
        quoted.chars().forEach(c -> {
            if (c >= 0x20 && c < 0x7f || c == '…') {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }
}
