package dewey.recording;

import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.jsonrpc.RequestId;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads the texts of one session for what they say as JSON-RPC and MCP: only observed, so that what cannot be read is recorded all
 * the same.
 */
final class Reading {
    private static final int LONGEST_WORD = 200;

    private final Dialogue dialogue = new Dialogue();
    private final Map<String, JsonValue> known = new HashMap<>();
    private final Map<Direction, Long> requests = new EnumMap<>(Direction.class);
    private final ToolPages pages;
    private Optional<JsonObject> learnt = Optional.empty();
    private Optional<JsonArray> tools = Optional.empty();
    private long errors;

    /** @param withoutSecrets what is left of a text when its secrets are taken out */
    Reading(UnaryOperator<String> withoutSecrets) {
        pages = new ToolPages(withoutSecrets);
    }

    /** Adds to {@code metadata} what the text is. */
    void read(Entry entry, Direction direction, String text, JsonObjectBuilder metadata) {
        learnt = Optional.empty();
        tools = Optional.empty();
        List<Glance> messages = Glance.at(text);
        if (messages.isEmpty()) {
            metadata.add("kind", "invalid");
        } else if (text.stripLeading().startsWith("[")) {
            metadata.add("kind", "batch").add("messages", messages.size());
            for (Glance message : messages) {
                pair(entry, direction, message, null, metadata);
            }
        } else {
            single(entry, direction, messages.get(0), text, metadata);
        }
    }

    /** How many answers have told of a failure. */
    long errors() {
        return errors;
    }

    /** How many requests have gone this way; those inside of batches are not counted. */
    long requests(Direction direction) {
        return requests.getOrDefault(direction, 0L);
    }

    /** What the text read last has told of the session that was not known before. */
    Optional<JsonObject> learnt() {
        return learnt;
    }

    /** The list of the server's tools that is complete with the text read last, without secrets. */
    Optional<JsonArray> tools() {
        return tools;
    }

    private void single(Entry entry, Direction direction, Glance message, String text, JsonObjectBuilder metadata) {
        metadata.add("kind", kind(message));
        if (message.kind() == Glance.Kind.REQUEST) {
            requests.merge(direction, 1L, Long::sum);
        }
        if (message.method() != null) {
            metadata.add("method", cut(message.method()));
        }
        if (message.id() != null) {
            metadata.add("jsonrpc_id", cut(message.id().token()));
        }
        Details details = Details.of(text);
        String tool = "tools/call".equals(message.method()) ? details.get("params.name") : null;
        if (tool != null) {
            metadata.add("tool", tool);
        }
        if (message.kind() == Glance.Kind.RESPONSE && details.tellsOfFailure()) {
            errors++;
            metadata.add("failed", true);
        }
        Optional<Dialogue.Asked> request = pair(entry, direction, message, tool, metadata);
        collect(entry, direction, message, request, text);
        link(entry, message, details, metadata);
        learn(details);
    }

    private static String kind(Glance message) {
        return switch (message.kind()) {
            case REQUEST -> "request";
            case NOTIFICATION -> "notification";
            case RESPONSE -> "response";
            case OTHER -> "invalid";
        };
    }

    /** The request that a response answers. */
    private Optional<Dialogue.Asked> pair(
            Entry entry, Direction direction, Glance message, String tool, JsonObjectBuilder metadata) {
        RequestId id = message.id();
        if (message.kind() == Glance.Kind.REQUEST) {
            dialogue.asks(
                    direction, id, new Dialogue.Asked(entry.sequence(), entry.micros(), cut(message.method()), tool));
        }
        if (message.kind() != Glance.Kind.RESPONSE) {
            return Optional.empty();
        }
        Optional<Dialogue.Asked> answered = dialogue.answers(direction, id);
        answered.ifPresent(request -> {
            metadata.add("reply_to", request.sequence()).add("latency_us", entry.micros() - request.micros());
            metadata.add("method", request.method());
            if (request.tool() != null) {
                metadata.add("tool", request.tool());
            }
        });
        return answered;
    }

    private void collect(
            Entry entry, Direction direction, Glance message, Optional<Dialogue.Asked> request, String text) {
        if (direction == Direction.CLIENT_TO_SERVER
                && message.kind() == Glance.Kind.REQUEST
                && message.method().equals(ToolPages.METHOD)) {
            pages.asks(entry.sequence(), text);
        } else if (direction == Direction.SERVER_TO_CLIENT) {
            tools = request.filter(asked -> asked.method().equals(ToolPages.METHOD))
                    .flatMap(asked -> pages.answers(asked.sequence(), text));
        }
    }

    /** A call in several rounds: only the state, which the client sends back as it got it, makes the link certain. */
    private void link(Entry entry, Glance message, Details details, JsonObjectBuilder metadata) {
        String given = details.get("result.requestState");
        if (message.kind() == Glance.Kind.RESPONSE && given != null) {
            dialogue.wantsBack(given, entry.sequence());
        }
        String returned = details.get("params.requestState");
        if (message.kind() == Glance.Kind.REQUEST && returned != null) {
            dialogue.comesBack(returned).ifPresent(answer -> metadata.add("continues", answer));
        }
    }

    private void learn(Details details) {
        JsonObjectBuilder news = JsonText.object();
        boolean any = learn("client_info", info(details, "params", "clientInfo"), news);
        any |= learn("server_info", info(details, "result", "serverInfo"), news);
        String version = details.protocolVersion();
        any |= learn("protocol_version", version == null ? null : JsonText.string(version), news);
        if (any) {
            learnt = Optional.of(news.build());
        }
    }

    private boolean learn(String name, JsonValue value, JsonObjectBuilder news) {
        if (value == null || value.equals(known.put(name, value))) {
            return false;
        }
        news.add(name, value);
        return true;
    }

    private static JsonObject info(Details details, String side, String who) {
        JsonObjectBuilder info = JsonText.object();
        boolean any = false;
        for (String member : List.of("name", "title", "version")) {
            String value = details.info(side, who, member);
            if (value != null) {
                info.add(member, value);
                any = true;
            }
        }
        return any ? info.build() : null;
    }

    private static String cut(String word) {
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "…";
    }
}
