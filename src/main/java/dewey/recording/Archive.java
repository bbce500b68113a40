package dewey.recording;

import dewey.conversations.Appended;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.json.JsonText;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.toollists.ToolLists;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts lines into conversations, one transaction for those of a session. A line that the database refuses, before and after it would
 * have taken a mark, is replaced by that mark; a mark that it refuses too is the proof that not the line is at fault.
 */
final class Archive {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    /** Far above what the recorder makes: its own bounds hold already. */
    static final Limits LIMITS = new Limits(256 << 20, 256 << 20, 100, 1_000_000);

    private final Conversations conversations;
    private final ToolLists toolLists;
    private final AtomicLong toolChanges = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();

    Archive(Conversations conversations, ToolLists toolLists) {
        this.conversations = conversations;
        this.toolLists = toolLists;
    }

    /** Stores all lines, each session's in order; what is stored already is recognised. */
    void store(List<Line> lines) throws NotStored {
        Map<UUID, List<Line>> sessions = new LinkedHashMap<>();
        for (Line line : lines) {
            sessions.computeIfAbsent(line.session(), session -> new ArrayList<>())
                    .add(line);
        }
        for (List<Line> session : sessions.values()) {
            storeSession(session);
        }
    }

    /** How many messages were stored. */
    long written() {
        return written.get();
    }

    /** How many of them were refused, and have a mark in their place. */
    long marks() {
        return marks.get();
    }

    /** How many lists of tools differed from the one before of the same upstream. */
    long toolChanges() {
        return toolChanges.get();
    }

    private void storeSession(List<Line> lines) throws NotStored {
        List<Line.Said> said = new ArrayList<>();
        List<Line.Listed> listed = new ArrayList<>();
        JsonObjectBuilder notes = JsonText.object();
        boolean noted = false;
        for (Line line : lines) {
            if (line instanceof Line.Opened opened) {
                attempt(() -> begin(opened));
            } else if (line instanceof Line.Said message) {
                said.add(message);
            } else if (line instanceof Line.Noted note) {
                note.members().forEach(notes::add);
                noted = true;
            } else if (line instanceof Line.Listed tools) {
                listed.add(tools);
            }
        }
        if (!said.isEmpty()) {
            append(said);
        }
        for (Line.Listed tools : listed) {
            compare(tools);
        }
        if (noted) {
            annotate(lines.get(0), notes.build());
        }
    }

    private void begin(Line.Opened opened) {
        begin(conversations, opened);
    }

    /** Begins the conversation of a session, unless it has begun. */
    static void begin(Conversations conversations, Line.Opened opened) {
        conversations.begin(
                opened.tenant(),
                new NewConversation(
                        opened.session(),
                        opened.session().toString(),
                        opened.title(),
                        new Metadata(opened.metadata()),
                        null),
                LIMITS);
    }

    /** Begins what should be there and is not: its owner has deleted it while it went on. */
    private void beginAgain(Line line) {
        LOG.log(Level.INFO, "the record of session {0} was deleted; it begins again", line.session());
        // the id was made when the session began: its first 48 bits are the milliseconds (RFC 9562 §5.7)
        Instant began = Instant.ofEpochMilli(line.session().getMostSignificantBits() >>> 16);
        JsonObject metadata = JsonText.object()
                .add("source", "proxy")
                .add("begun_again", true)
                .add("started_at", Transcript.time(began))
                .build();
        begin(new Line.Opened(line.session(), line.tenant(), "recorded session (begun again)", metadata));
    }

    private void append(List<Line.Said> said) throws NotStored {
        try {
            appendOrBegin(said);
        } catch (RuntimeException e) {
            if (isAway(e)) {
                throw new NotStored(e);
            }
            LOG.log(Level.DEBUG, () -> "messages are stored one by one: " + NotStored.reason(e));
            for (Line.Said each : said) {
                appendOne(each);
            }
        }
    }

    private void appendOne(Line.Said said) throws NotStored {
        try {
            appendOrBegin(List.of(said));
        } catch (RuntimeException e) {
            if (isAway(e)) {
                throw new NotStored(e);
            }
            attempt(() -> tryToAppend(mark(said, e)));
            appendOrMark(said);
        }
    }

    /** Whether the message itself is at fault: it is refused while its mark is not. */
    private void appendOrMark(Line.Said said) throws NotStored {
        try {
            appendOrBegin(List.of(said));
        } catch (RuntimeException e) {
            if (isAway(e)) {
                throw new NotStored(e);
            }
            attempt(() -> appendOrBegin(List.of(mark(said, e))));
            marks.incrementAndGet();
            LOG.log(
                    Level.WARNING,
                    "message {0} of session {1} was refused ({2}); a mark is stored in its place",
                    said.sequence(),
                    said.session(),
                    NotStored.reason(e));
        }
    }

    private void tryToAppend(Line.Said mark) {
        orBegin(mark, () -> conversations.tryAppend(mark.tenant(), mark.session(), message(mark), LIMITS));
    }

    private void appendOrBegin(List<Line.Said> said) {
        List<NewMessage> messages = said.stream().map(Archive::message).toList();
        Line first = said.get(0);
        orBegin(first, () -> {
            List<Appended> stored = conversations.appendAll(first.tenant(), first.session(), messages, LIMITS);
            written.addAndGet(
                    stored.stream().filter(place -> !place.duplicate()).count());
        });
    }

    /** Only what a list differs in may be lost, never a message: a list that cannot be compared holds nothing up. */
    private void compare(Line.Listed listed) throws NotStored {
        try {
            orBegin(listed, () -> {
                if (toolLists.see(listed.tenant(), listed.tools())) {
                    toolChanges.incrementAndGet();
                }
            });
        } catch (RuntimeException e) {
            if (isAway(e)) {
                throw new NotStored(e);
            }
            LOG.log(Level.ERROR, "the tools of upstream " + listed.tools().upstream() + " cannot be compared", e);
        }
    }

    private void annotate(Line line, JsonObject members) throws NotStored {
        attempt(() -> orBegin(line, () -> conversations.annotate(line.tenant(), line.session(), members, LIMITS)));
    }

    private void orBegin(Line line, Runnable work) {
        try {
            work.run();
        } catch (Refused e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
            beginAgain(line);
            work.run();
        }
    }

    private static void attempt(Runnable work) throws NotStored {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw new NotStored(e);
        }
    }

    private static boolean isAway(RuntimeException e) {
        return e instanceof Refused refused && refused.reason() == Reason.UNAVAILABLE;
    }

    private static NewMessage message(Line.Said said) {
        return NewMessage.of(said.role(), said.content())
                .with(new Metadata(said.metadata()))
                .identifiedBy(Long.toString(said.sequence()))
                .at(said.at());
    }

    private static Line.Said mark(Line.Said said, RuntimeException refusal) {
        JsonObjectBuilder metadata = JsonText.object();
        for (String member : List.of("direction", "sequence", "at", "size", "sha256", "kind")) {
            if (said.metadata().containsKey(member)) {
                metadata.add(member, said.metadata().get(member));
            }
        }
        metadata.add("not_stored", NotStored.reason(refusal));
        return new Line.Said(
                said.session(),
                said.tenant(),
                said.sequence(),
                said.at(),
                said.role(),
                "(this message could not be stored)",
                metadata.build());
    }
}
