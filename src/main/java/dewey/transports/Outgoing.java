package dewey.transports;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.jsonrpc.RequestId;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A client's message that is to be posted, and what HTTP has to know of it.
 *
 * @param body the text as UTF-8
 * @param method of a message that stands alone; null for responses, batches and what cannot be read
 * @param requests the ids that want an answer, in the order of the text
 * @param version the protocol version that a message of the modern era carries; null in the legacy one
 * @param name what the message is about, for the header {@code Mcp-Name}; null where there is nothing
 * @param cancels the request that it cancels, or null
 */
public record Outgoing(
        byte[] body, String method, List<RequestId> requests, String version, String name, RequestId cancels) {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

    public static Outgoing of(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<Glance> messages = Glance.at(text);
        List<RequestId> requests = messages.stream()
                .filter(message -> message.kind() == Glance.Kind.REQUEST)
                .map(Glance::id)
                .toList();
        String method = messages.size() == 1 ? messages.get(0).method() : null;
        if (method == null) {
            return new Outgoing(body, null, requests, null, null, null);
        }
        Map<String, String> params = params(text);
        String name =
                switch (method) {
                    case "tools/call", "prompts/get" -> params.get("name");
                    case "resources/read" -> params.get("uri");
                    case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result" -> params.get("taskId");
                    default -> null;
                };
        String cancelled = method.equals("notifications/cancelled") ? params.get("requestId token") : null;
        return new Outgoing(
                body, method, requests, params.get(VERSION), name, cancelled == null ? null : new RequestId(cancelled));
    }

    public boolean isModern() {
        return version != null;
    }

    public boolean isInitialize() {
        return "initialize".equals(method) && !isModern();
    }

    public boolean wantsAnswer() {
        return !requests.isEmpty();
    }

    /** The texts among the members of {@code params}, the id to be cancelled as its token, and the version out of {@code _meta}. */
    private static Map<String, String> params(String text) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = JsonText.parser(text)) {
            parser.next();
            for (Event event = parser.next(); event == Event.KEY_NAME; event = parser.next()) {
                boolean params = parser.getString().equals("params");
                Event value = parser.next();
                if (params && value == Event.START_OBJECT) {
                    members(parser, found, false);
                } else {
                    skip(parser, value);
                }
            }
        } catch (InvalidJson | JsonException | NoSuchElementException | IllegalStateException e) {
            // passed on as it is: what is wrong with it is the upstream's to say
            return found;
        }
        return found;
    }

    private static void members(JsonParser parser, Map<String, String> found, boolean meta) {
        for (Event event = parser.next(); event == Event.KEY_NAME; event = parser.next()) {
            String member = parser.getString();
            Event value = parser.next();
            if (!meta && member.equals("_meta") && value == Event.START_OBJECT) {
                members(parser, found, true);
            } else if (!meta
                    && member.equals("requestId")
                    && (value == Event.VALUE_STRING || value == Event.VALUE_NUMBER)) {
                String id = parser.getString();
                found.put("requestId token", value == Event.VALUE_STRING ? JsonText.quote(id) : id);
            } else if (value == Event.VALUE_STRING && meta == member.equals(VERSION)) {
                found.put(member, parser.getString());
            } else {
                skip(parser, value);
            }
        }
    }

    private static void skip(JsonParser parser, Event value) {
        int depth = opens(value) ? 1 : 0;
        while (depth > 0) {
            Event event = parser.next();
            depth += opens(event) ? 1 : event == Event.END_OBJECT || event == Event.END_ARRAY ? -1 : 0;
        }
    }

    private static boolean opens(Event event) {
        return event == Event.START_OBJECT || event == Event.START_ARRAY;
    }
}
