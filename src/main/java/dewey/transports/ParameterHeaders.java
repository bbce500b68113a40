package dewey.transports;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The headers in which a call repeats some of its tool's arguments, because the tool's schema marks them with {@code x-mcp-header}
 * (MCP 2026-07-28, Streamable HTTP, custom headers from tool parameters). The marks are learnt from the lists of tools that go by; a
 * tool that was not seen, or whose marks break the rules, gets none.
 */
final class ParameterHeaders {
    private static final int MOST_TOOLS = 1_000;
    private static final int DEEPEST = 32;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,20}");

    private final Map<String, List<Mark>> tools = new ConcurrentHashMap<>();

    /** @param path of the argument, from {@code arguments} */
    private record Mark(List<String> path, String header) {}

    private static final class Invalid extends Exception {}

    /** Looks at the answer to a {@code tools/list}. */
    void learn(String answer) {
        if (tools.isEmpty() && !answer.contains("x-mcp-header")) {
            return;
        }
        try {
            if (JsonText.read(answer) instanceof JsonObject message
                    && message.get("result") instanceof JsonObject result
                    && result.get("tools") instanceof JsonArray list) {
                list.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonValue::asJsonObject)
                        .forEach(this::learn);
            }
        } catch (InvalidJson e) {
            // passed on as it is
            return;
        }
    }

    private void learn(JsonObject tool) {
        if (!(tool.get("name") instanceof JsonString name) || tools.size() >= MOST_TOOLS) {
            return;
        }
        List<Mark> marks = new ArrayList<>();
        try {
            if (tool.get("inputSchema") instanceof JsonObject schema) {
                collect(schema, List.of(), marks);
            }
        } catch (Invalid e) {
            marks.clear();
        }
        if (marks.isEmpty()) {
            tools.remove(name.getString());
        } else {
            tools.put(name.getString(), marks);
        }
    }

    private static void collect(JsonObject schema, List<String> path, List<Mark> marks) throws Invalid {
        if (path.size() > DEEPEST || !(schema.get("properties") instanceof JsonObject properties)) {
            return;
        }
        for (Map.Entry<String, JsonValue> property : properties.entrySet()) {
            if (property.getValue() instanceof JsonObject inner) {
                List<String> at = new ArrayList<>(path);
                at.add(property.getKey());
                if (inner.containsKey("x-mcp-header")) {
                    marks.add(new Mark(List.copyOf(at), header(inner, marks)));
                }
                collect(inner, at, marks);
            }
        }
    }

    private static String header(JsonObject property, List<Mark> marks) throws Invalid {
        boolean simple = property.get("type") instanceof JsonString type
                && List.of("string", "integer", "boolean", "number").contains(type.getString());
        if (!simple
                || !(property.get("x-mcp-header") instanceof JsonString name)
                || !TOKEN.matcher(name.getString()).matches()) {
            throw new Invalid();
        }
        String header = "Mcp-Param-" + name.getString();
        if (marks.stream().anyMatch(mark -> mark.header().equalsIgnoreCase(header))) {
            throw new Invalid();
        }
        return header;
    }

    /** The headers of a call to {@code tool}, whose text is {@code call}; an argument that is absent or null has none. */
    Map<String, String> of(String tool, byte[] call) {
        List<Mark> marks = tool == null ? null : tools.get(tool);
        if (marks == null) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        try {
            if (JsonText.read(new String(call, StandardCharsets.UTF_8)) instanceof JsonObject message
                    && message.get("params") instanceof JsonObject params) {
                for (Mark mark : marks) {
                    text(params.get("arguments"), mark.path())
                            .ifPresent(text -> headers.put(mark.header(), ProtocolHeaders.encoded(text)));
                }
            }
        } catch (InvalidJson e) {
            return Map.of();
        }
        return headers;
    }

    private static Optional<String> text(JsonValue arguments, List<String> path) {
        JsonValue value = arguments;
        for (String member : path) {
            value = value instanceof JsonObject object ? object.get(member) : null;
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        } else if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return Optional.of(value.toString().toLowerCase(Locale.ROOT));
        } else if (value instanceof JsonNumber number) {
            String token = number.toString();
            return Optional.of(WHOLE_NUMBER.matcher(token).matches() ? token : Double.toString(number.doubleValue()));
        }
        return Optional.empty();
    }
}
