package dewey.recording;

import dewey.conversations.Role;
import dewey.json.JsonText;
import dewey.toollists.SeenTools;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes the lines of one session's record out of what was tapped. Used by one thread. */
final class Transcript {
    private static final DateTimeFormatter TITLE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_WORD = 500;

    private final SessionStart start;
    private final Body body;
    private final Reading reading;
    private final Map<Direction, Long> messages = new EnumMap<>(Direction.class);
    private long missing;
    private long gaps;

    Transcript(SessionStart start, Body body) {
        this.start = start;
        this.body = body;
        this.reading = new Reading(body::plain);
    }

    SessionStart start() {
        return start;
    }

    List<Line> lines(Entry entry) {
        Tapped what = entry.what();
        if (what instanceof Tapped.Text text) {
            messages.merge(text.direction(), 1L, Long::sum);
            return spoken(entry, text.direction(), text.text(), role(text.direction()), "text");
        } else if (what instanceof Tapped.Synthetic synthetic) {
            return spoken(entry, Direction.SERVER_TO_CLIENT, synthetic.text(), Role.SYSTEM, "synthetic");
        } else if (what instanceof Tapped.Begun) {
            return List.of(opened());
        } else if (what instanceof Tapped.Ended ended) {
            return List.of(ended(entry, ended.end()));
        }
        return List.of(unread(entry));
    }

    /** What is kept of an entry when reading it has failed. */
    Line unreadable(Entry entry) {
        if (entry.sequence() == 0) {
            return new Line.Noted(start.id(), start.tenant(), JsonValue.EMPTY_JSON_OBJECT, false);
        }
        JsonObjectBuilder metadata = JsonText.object()
                .add("kind", "unreadable")
                .add("sequence", entry.sequence())
                .add("at", time(entry.at()));
        return said(entry, Role.SYSTEM, "(this message could not be read)", metadata);
    }

    private Line opened() {
        String title = cut(start.upstream()) + ", " + TITLE_TIME.format(start.at());
        JsonObject metadata = JsonText.object()
                .add("source", "proxy")
                .add("upstream", cut(start.upstream()))
                .add("caller", cut(start.caller()))
                .add("door", cut(start.door()))
                .add("transport", cut(start.transport()))
                .add("started_at", time(start.at()))
                .build();
        return new Line.Opened(start.id(), start.tenant(), title, metadata);
    }

    /** A text that may be a JSON-RPC message, and what it tells of the session. */
    private List<Line> spoken(Entry entry, Direction direction, String text, Role role, String form) {
        JsonObjectBuilder metadata = described(entry, direction).add("form", form);
        reading.read(entry, direction, text, metadata);
        Line said = said(entry, role, body.of(text, metadata), metadata);
        List<Line> lines = new ArrayList<>(List.of(said));
        reading.learnt().ifPresent(members -> lines.add(new Line.Noted(start.id(), start.tenant(), members, false)));
        reading.tools()
                .ifPresent(tools -> lines.add(new Line.Listed(
                        start.tenant(),
                        new SeenTools(start.upstream(), start.id(), entry.sequence(), entry.at(), tools))));
        return lines;
    }

    /** What is no text of the two sides. */
    private Line unread(Entry entry) {
        Tapped what = entry.what();
        if (what instanceof Tapped.Binary binary) {
            messages.merge(binary.direction(), 1L, Long::sum);
            JsonObjectBuilder metadata =
                    described(entry, binary.direction()).add("form", "binary").add("kind", "invalid");
            return said(entry, role(binary.direction()), body.of(binary.data(), metadata), metadata);
        } else if (what instanceof Tapped.NotRelayed refused) {
            JsonObjectBuilder metadata =
                    described(entry, refused.direction()).add("kind", "refused").add("size", refused.bytes());
            return said(entry, Role.SYSTEM, "(not relayed: " + cut(refused.reason()) + ")", metadata);
        } else if (what instanceof Tapped.ErrorLine line) {
            JsonObjectBuilder metadata =
                    described(entry, Direction.SERVER_TO_CLIENT).add("kind", "stderr");
            return said(entry, Role.SYSTEM, body.of(line.line(), metadata), metadata);
        }
        return gap(entry, (Tapped.Missing) what);
    }

    private Line gap(Entry entry, Tapped.Missing gap) {
        long count = gap.last() - gap.first() + 1;
        missing += count;
        gaps++;
        JsonObjectBuilder metadata = JsonText.object()
                .add("kind", "gap")
                .add("sequence", gap.first())
                .add("at", time(entry.at()))
                .add(
                        "missing",
                        JsonText.object()
                                .add("messages", count)
                                .add("last_sequence", gap.last())
                                .add("client_to_server", gap.fromClient())
                                .add("server_to_client", gap.fromServer())
                                .add("bytes", gap.bytes()));
        messages.merge(Direction.CLIENT_TO_SERVER, (long) gap.fromClient(), Long::sum);
        messages.merge(Direction.SERVER_TO_CLIENT, (long) gap.fromServer(), Long::sum);
        return said(entry, Role.SYSTEM, "(" + count + " messages are missing here)", metadata);
    }

    private Line ended(Entry entry, SessionEnd end) {
        JsonObjectBuilder counts = JsonText.object();
        JsonObjectBuilder requests = JsonText.object();
        for (Direction direction : Direction.values()) {
            counts.add(direction.wireName(), messages.getOrDefault(direction, 0L));
            requests.add(direction.wireName(), reading.requests(direction));
        }
        JsonObjectBuilder members = JsonText.object()
                .add("ended_at", time(entry.at()))
                .add("cause", end.cause().wireName())
                .add("close_code", end.closeCode())
                .add("reason", cut(body.plain(end.reason())))
                .add("messages", counts)
                .add("requests", requests)
                .add("errors", reading.errors());
        if (missing > 0) {
            members.add("gaps", gaps).add("missing", missing);
        }
        return new Line.Noted(start.id(), start.tenant(), members.build(), true);
    }

    private static JsonObjectBuilder described(Entry entry, Direction direction) {
        return JsonText.object()
                .add("direction", direction.wireName())
                .add("sequence", entry.sequence())
                .add("at", time(entry.at()));
    }

    private Line said(Entry entry, Role role, String content, JsonObjectBuilder metadata) {
        return new Line.Said(start.id(), start.tenant(), entry.sequence(), entry.at(), role, content, metadata.build());
    }

    private static Role role(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? Role.USER : Role.ASSISTANT;
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    private static String cut(String word) {
        if (word == null) {
            return "";
        }
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "…";
    }
}
