package dewey.tools;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.mcp.Schema;
import dewey.sessions.Counts;
import dewey.sessions.Facts;
import dewey.sessions.Frame;
import dewey.sessions.Session;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Recorded sessions and their frames as the tools answer them, with the schema of each beside it. */
final class SessionAsJson {
    private static final List<String> SAID_AT_BEGIN = List.of("upstream", "door", "transport", "caller");
    private static final List<String> LEARNT = List.of("client_info", "server_info");
    private static final List<String> FRAME_TEXTS =
            List.of("direction", "kind", "method", "tool", "sha256", "base64", "not_stored", "event");
    private static final List<String> FRAME_NUMBERS = List.of("size", "reply_to", "continues", "seen_in");
    private static final List<String> FRAME_OBJECTS = List.of("truncated", "missing");

    private static final JsonObject SIDES = Schema.members()
            .always("client_to_server", Schema.INTEGER)
            .always("server_to_client", Schema.INTEGER)
            .build();

    static final JsonObject SESSION = session();

    static final JsonObject FRAME = Schema.members()
            .always("turn", Schema.INTEGER)
            .always("at", Schema.TIMESTAMP)
            .sometimes("sequence", Schema.INTEGER)
            .sometimes("direction", Schema.STRING)
            .sometimes("kind", Schema.STRING)
            .sometimes("method", Schema.STRING)
            .sometimes("id", Schema.ANYTHING)
            .sometimes("tool", Schema.STRING)
            .sometimes("size", Schema.INTEGER)
            .sometimes("sha256", Schema.STRING)
            .sometimes("text", Schema.STRING)
            .sometimes("base64", Schema.STRING)
            .sometimes("reply_to", Schema.INTEGER)
            .sometimes("latency_ms", Schema.NUMBER)
            .sometimes("answered_by", Schema.INTEGER)
            .sometimes("unanswered", Schema.BOOLEAN)
            .sometimes("failed", Schema.BOOLEAN)
            .sometimes("synthetic", Schema.BOOLEAN)
            .sometimes("continues", Schema.INTEGER)
            .sometimes("truncated", Schema.OBJECT)
            .sometimes("redacted", Schema.arrayOf(Schema.STRING))
            .sometimes("missing", Schema.OBJECT)
            .sometimes("not_stored", Schema.STRING)
            .sometimes("event", Schema.STRING)
            .sometimes("seen_in", Schema.INTEGER)
            .build();

    private SessionAsJson() {}

    private static JsonObject session() {
        Schema.Members members = Schema.members()
                .always("conversation_id", Schema.UUID)
                .always("started_at", Schema.TIMESTAMP)
                .always("ended_at", Schema.nullable(Schema.TIMESTAMP))
                .always("cause", Schema.nullable(Schema.STRING))
                .always("frame_count", Schema.INTEGER)
                .always("tool_changes", Schema.INTEGER);
        SAID_AT_BEGIN.forEach(name -> members.sometimes(name, Schema.STRING));
        LEARNT.forEach(name -> members.sometimes(name, Schema.OBJECT));
        return members.sometimes("protocol_version", Schema.STRING)
                .sometimes("duration_ms", Schema.INTEGER)
                .sometimes("close_code", Schema.INTEGER)
                .sometimes("reason", Schema.STRING)
                .sometimes("messages", SIDES)
                .sometimes("requests", SIDES)
                .sometimes("errors", Schema.INTEGER)
                .sometimes("gaps", Schema.INTEGER)
                .sometimes("missing", Schema.INTEGER)
                .build();
    }

    static JsonObject session(Session session) {
        Facts facts = session.facts();
        JsonObjectBuilder json = JsonText.object()
                .add("conversation_id", session.id().toString())
                .add("started_at", Timestamp.text(session.startedAt()))
                .add("ended_at", AsJson.orNull(session.endedAt().map(Timestamp::text)))
                .add("cause", AsJson.orNull(facts.text("cause")))
                .add("frame_count", session.frames())
                .add("tool_changes", facts.number("tool_changes").orElse(0L));
        SAID_AT_BEGIN.forEach(name -> facts.text(name).ifPresent(text -> json.add(name, text)));
        LEARNT.forEach(name -> facts.object(name).ifPresent(info -> json.add(name, info)));
        facts.text("protocol_version").ifPresent(version -> json.add("protocol_version", version));
        session.endedAt()
                .ifPresent(end -> json.add(
                        "duration_ms",
                        Duration.between(session.startedAt(), end).toMillis()));
        facts.number("close_code").ifPresent(code -> json.add("close_code", code));
        facts.text("reason").filter(reason -> !reason.isEmpty()).ifPresent(reason -> json.add("reason", reason));
        session.counts().ifPresent(counts -> add(counts, json));
        return json.build();
    }

    private static void add(Counts counts, JsonObjectBuilder json) {
        json.add("messages", sides(counts.messages()))
                .add("requests", sides(counts.requests()))
                .add("errors", counts.errors())
                .add("gaps", counts.gaps())
                .add("missing", counts.missing());
    }

    private static JsonObjectBuilder sides(Counts.Sides sides) {
        return JsonText.object()
                .add("client_to_server", sides.clientToServer())
                .add("server_to_client", sides.serverToClient());
    }

    static JsonObject frame(Frame frame) {
        Facts facts = frame.facts();
        JsonObjectBuilder json = JsonText.object().add("turn", frame.turn()).add("at", Timestamp.text(frame.at()));
        facts.number("sequence").ifPresent(sequence -> json.add("sequence", sequence));
        FRAME_TEXTS.forEach(name -> facts.text(name).ifPresent(text -> json.add(name, text)));
        FRAME_NUMBERS.forEach(name -> facts.number(name).ifPresent(number -> json.add(name, number)));
        FRAME_OBJECTS.forEach(name -> facts.object(name).ifPresent(object -> json.add(name, object)));
        facts.text("jsonrpc_id").ifPresent(token -> json.add("id", id(token)));
        facts.array("redacted").ifPresent(places -> json.add("redacted", places));
        if (frame.content() != null) {
            json.add("text", facts.text("blank_text").orElse(frame.content()));
        }
        if (facts.isTrue("failed")) {
            json.add("failed", true);
        }
        if (facts.text("form").filter("synthetic"::equals).isPresent()) {
            json.add("synthetic", true);
        }
        addPair(frame, json);
        return json.build();
    }

    private static void addPair(Frame frame, JsonObjectBuilder json) {
        frame.facts().number("latency_us").ifPresent(latency -> json.add("latency_ms", BigDecimal.valueOf(latency, 3)));
        if (frame.answeredBy() != null) {
            json.add("answered_by", frame.answeredBy());
        } else if (frame.isRequest()) {
            json.add("unanswered", true);
        }
    }

    /** As its sender wrote it, a number or a text; one that was too long to be kept whole is a text. */
    private static JsonValue id(String token) {
        try {
            return JsonText.read(token);
        } catch (InvalidJson cut) {
            return JsonText.string(token);
        }
    }
}
