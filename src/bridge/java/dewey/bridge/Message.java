package dewey.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON-RPC message or batch as it is written, and the little that the bridge must know of it. */
final class Message {
    private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

    private final String text;
    private final Map<List<String>, String> members;
    private final List<Message> parts = new ArrayList<>();

    private Message(String text) {
        this.text = text;
        boolean batch = text.startsWith("[");
        members = batch ? Map.of() : JsonScan.members(text);
        if (batch) {
            JsonScan.elements(text, part -> parts.add(new Message(part.strip())));
        }
    }

    /** @throws IllegalArgumentException when this is no JSON */
    static Message of(String text) {
        return new Message(onOneLine(text.strip()));
    }

    /** In JSON, line breaks stand between tokens only: a space says the same, and a line is a message on standard output. */
    private static String onOneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    String text() {
        return text;
    }

    /** How much memory it takes, about. */
    int size() {
        return text.length();
    }

    Optional<String> method() {
        return string("method");
    }

    boolean is(String method) {
        return method().filter(method::equals).isPresent();
    }

    /** Its id, as it is written. */
    Optional<String> id() {
        return Optional.ofNullable(members.get(List.of("id"))).filter(id -> !id.equals("null"));
    }

    /** The ids of the requests in it: none, one, or those of a batch. */
    List<String> requests() {
        if (!parts.isEmpty()) {
            return parts.stream().flatMap(part -> part.requests().stream()).toList();
        }
        return method().isPresent() ? id().stream().toList() : List.of();
    }

    /** The ids that it answers. */
    List<String> answers() {
        if (!parts.isEmpty()) {
            return parts.stream().flatMap(part -> part.answers().stream()).toList();
        }
        return method().isEmpty() ? id().stream().toList() : List.of();
    }

    boolean isError() {
        return members.containsKey(List.of("error"));
    }

    /** The revision that a request of the modern era names. */
    Optional<String> modernVersion() {
        return string("params", "_meta", VERSION_KEY);
    }

    /** The revision that the answer to {@code initialize} has settled. */
    Optional<String> settledVersion() {
        return string("result", "protocolVersion");
    }

    /** What {@code Mcp-Name} says of it. */
    Optional<String> name() {
        return switch (method().orElse("")) {
            case "tools/call", "prompts/get" -> string("params", "name");
            case "resources/read" -> string("params", "uri");
            default -> Optional.empty();
        };
    }

    /** The id of the request that {@code notifications/cancelled} takes back, as it is written. */
    Optional<String> cancelled() {
        return is("notifications/cancelled")
                ? Optional.ofNullable(members.get(List.of("params", "requestId")))
                : Optional.empty();
    }

    private Optional<String> string(String... path) {
        return Optional.ofNullable(members.get(List.of(path)))
                .filter(token -> token.startsWith("\""))
                .map(JsonScan::string);
    }

    /** An answer of the bridge's own, when there will be no other. */
    static String error(String id, String reason) {
        StringBuilder escaped = new StringBuilder();
        for (char c : reason.toCharArray()) {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c < ' ' ? ' ' : c);
            }
        }
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32000,\"message\":\"" + escaped + "\"}}";
    }
}
