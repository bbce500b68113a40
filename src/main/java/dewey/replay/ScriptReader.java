package dewey.replay;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.replay.Exchange.Place;
import dewey.replay.Exchange.What;
import dewey.sessions.Frame;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the frames of a session, in order, for what belongs to which request.
 *
 * <p>Progress belongs to the request that gave its token; all else that the server said to the request whose answer came next, and
 * what came after the last answer to that one. What cannot be said again (no JSON-RPC, cut, binary) is passed over.
 */
final class ScriptReader {
    private final Script script = new Script();
    /** Requests without an answer so far: by their frame, which in a batch has several, and by their id. */
    private final Map<Long, Map<String, Exchange>> open = new HashMap<>();

    private final Map<String, Exchange> openById = new HashMap<>();
    private final Map<JsonValue, Exchange> byProgressToken = new HashMap<>();
    /** What the server has said since its last answer, by its frame. */
    private final Map<Long, Place> unclaimed = new LinkedHashMap<>();

    private Exchange lastAnswered;

    void read(Frame frame) {
        Optional<String> direction = frame.facts().text("direction");
        Optional<String> kind = frame.facts().text("kind");
        Optional<Long> sequence = frame.facts().number("sequence");
        if (direction.isEmpty() || kind.isEmpty() || sequence.isEmpty()) {
            return;
        }
        boolean byClient = direction.get().equals("client_to_server");
        switch (kind.get()) {
            case "request" -> {
                if (byClient) {
                    asks(frame, sequence.get());
                } else {
                    says(frame, sequence.get(), What.REQUEST);
                }
            }
            case "response" -> {
                if (byClient) {
                    clientAnswers(frame);
                } else {
                    answers(frame);
                }
            }
            case "notification" -> {
                if (!byClient) {
                    notifies(frame, sequence.get());
                }
            }
            case "batch" -> batch(frame, sequence.get(), byClient);
            default -> {
                // nothing that can be said again
            }
        }
    }

    /** The script of all that was read. */
    Script end() {
        if (lastAnswered != null) {
            unclaimed.values().forEach(lastAnswered::add);
        }
        return script;
    }

    private void asks(Frame frame, long sequence) {
        Optional<JsonObject> request = object(frame);
        List<Glance> glance = frame.content() == null ? List.of() : Glance.at(frame.content());
        if (request.isEmpty() || glance.size() != 1 || glance.get(0).id() == null || isCut(frame)) {
            script.addCut();
            // its answer must not be taken for that of another one
            open.put(sequence, Map.of("", new Exchange(micros(frame.at()), "")));
            return;
        }
        open.computeIfAbsent(sequence, first -> new HashMap<>());
        asks(frame, sequence, request.get(), glance.get(0));
    }

    private void asks(Frame frame, long sequence, JsonObject request, Glance glance) {
        Exchange exchange = new Exchange(micros(frame.at()), glance.id().token());
        JsonValue params = request.get("params");
        script.add(
                RequestKey.of(glance.method(), params),
                exchange,
                glance.method(),
                RequestKey.tool(glance.method(), params));
        open.get(sequence).put(exchange.id(), exchange);
        openById.put(exchange.id(), exchange);
        ProgressToken.of(request).ifPresent(token -> byProgressToken.put(token, exchange));
    }

    private void answers(Frame frame) {
        long request = frame.facts().number("reply_to").orElse(0L);
        Map<String, Exchange> asked = open.getOrDefault(request, Map.of());
        if (asked.size() == 1) {
            open.remove(request);
            answer(asked.values().iterator().next(), frame);
        } else {
            frame.facts().text("jsonrpc_id").map(asked::get).ifPresent(exchange -> answer(exchange, frame));
        }
    }

    private void answer(Exchange exchange, Frame frame) {
        if (exchange == null || exchange.isAnswered()) {
            return;
        }
        unclaimed.values().forEach(exchange::add);
        unclaimed.clear();
        exchange.add(place(frame, What.ANSWER, false));
        openById.remove(exchange.id(), exchange);
        lastAnswered = exchange;
    }

    private void says(Frame frame, long sequence, What what) {
        if (!isCut(frame)) {
            unclaimed.put(sequence, place(frame, what, false));
        }
    }

    private void notifies(Frame frame, long sequence) {
        Optional<JsonValue> token = object(frame).flatMap(ProgressToken::ofNotification);
        Exchange exchange = token.map(byProgressToken::get).orElse(null);
        if (exchange != null && !exchange.isAnswered() && !isCut(frame)) {
            exchange.add(place(frame, What.PROGRESS, false));
        } else if (token.isEmpty()) {
            says(frame, sequence, What.NOTIFICATION);
        }
    }

    /** The server has waited for this, when it has not answered anything else meanwhile. */
    private void clientAnswers(Frame frame) {
        frame.facts()
                .number("reply_to")
                .ifPresent(asked -> unclaimed.computeIfPresent(
                        asked, (same, place) -> new Place(place.turn(), place.micros(), place.what(), true)));
    }

    private void batch(Frame frame, long sequence, boolean byClient) {
        List<JsonObject> messages = objects(frame);
        List<Glance> glances = frame.content() == null ? List.of() : Glance.at(frame.content());
        if (messages.size() != glances.size()) {
            return;
        }
        open.computeIfAbsent(sequence, first -> new HashMap<>());
        for (int i = 0; i < messages.size(); i++) {
            Glance glance = glances.get(i);
            if (byClient && glance.kind() == Glance.Kind.REQUEST) {
                asks(frame, sequence, messages.get(i), glance);
            } else if (!byClient && glance.kind() == Glance.Kind.RESPONSE) {
                answer(openById.get(glance.id().token()), frame);
            }
        }
    }

    private static boolean isCut(Frame frame) {
        return frame.facts().object("truncated").isPresent()
                || frame.facts().text("not_stored").isPresent();
    }

    private static Optional<JsonObject> object(Frame frame) {
        return json(frame).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static List<JsonObject> objects(Frame frame) {
        List<JsonObject> objects = new ArrayList<>();
        if (json(frame).orElse(null) instanceof JsonArray array) {
            array.stream()
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .forEach(objects::add);
        }
        return objects;
    }

    private static Optional<JsonValue> json(Frame frame) {
        try {
            return frame.content() == null ? Optional.empty() : Optional.of(JsonText.read(frame.content()));
        } catch (InvalidJson cut) {
            return Optional.empty();
        }
    }

    private static Place place(Frame frame, What what, boolean awaited) {
        return new Place(frame.turn(), micros(frame.at()), what, awaited);
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
