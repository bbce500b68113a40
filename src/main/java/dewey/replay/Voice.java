package dewey.replay;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.replay.Exchange.Place;
import dewey.sessions.Frame;
import dewey.sessions.Sessions;
import dewey.upstreams.Payload;
import dewey.upstreams.UpstreamSession;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads what the server said, and says it to the client of this time. Used in turn only. */
final class Voice {
    private static final System.Logger LOG = System.getLogger("dewey.replay");

    private final Sessions sessions;
    private final String tenant;
    private final UUID session;
    private final UpstreamSession.Listener told;
    private final Set<String> serverIds = new HashSet<>();

    Voice(Sessions sessions, String tenant, UUID session, UpstreamSession.Listener told) {
        this.sessions = sessions;
        this.tenant = tenant;
        this.session = session;
        this.told = told;
    }

    void tell(String text) {
        told.received(new Payload.Text(text));
    }

    /** Answers the id under which the client was asked something, if it was. */
    Optional<String> say(Performance performance, Place place) {
        try {
            Frame frame = sessions.frame(tenant, session, place.turn())
                    .orElseThrow(() -> new InvalidJson("nothing: it is not in the record any more", null));
            return say(performance, place, frame);
        } catch (InvalidJson e) {
            LOG.log(Level.DEBUG, "turn " + place.turn() + " of session " + session + " cannot be said", e);
            if (place.what() == Exchange.What.ANSWER) {
                notAnswered(performance, "The recorded answer is " + e.getMessage() + where(place.turn()));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "turn " + place.turn() + " of session " + session + " cannot be read", e);
            if (!performance.isAnswered()) {
                notAnswered(performance, "The record cannot be read at the moment" + where(place.turn()));
            }
            performance.cancel();
        }
        return Optional.empty();
    }

    private Optional<String> say(Performance performance, Place place, Frame frame) throws InvalidJson {
        switch (place.what()) {
            case ANSWER -> answer(performance, frame);
            case PROGRESS -> {
                if (performance.progressToken() != null) {
                    tell(Wording.withProgressToken(frame.content(), performance.progressToken()));
                }
            }
            case NOTIFICATION -> tell(frame.content());
            case REQUEST -> {
                return Optional.of(ask(frame.content()));
            }
        }
        return Optional.empty();
    }

    private void answer(Performance performance, Frame frame) throws InvalidJson {
        Optional<JsonObject> cut = frame.facts().object("truncated");
        if (cut.isPresent()) {
            String sizes = "of " + cut.get().get("size") + " bytes " + cut.get().get("kept") + " were kept";
            notAnswered(performance, "The recorded answer is not whole: " + sizes + where(frame.turn()));
            return;
        }
        boolean batched = frame.facts().text("kind").filter("batch"::equals).isPresent();
        String recorded = batched ? Wording.ofBatch(frame.content(), performance.recordedId()) : frame.content();
        String text = Wording.withId(recorded, performance.id().token());
        Optional<JsonArray> redacted = frame.facts().array("redacted");
        tell(redacted.isPresent() ? Wording.marked(text, redacted.get()) : text);
        performance.hasBeenAnswered();
    }

    private void notAnswered(Performance performance, String reason) {
        told.unanswered(performance.id(), reason);
        performance.hasBeenAnswered();
    }

    private String where(int turn) {
        return " (session " + session + ", turn " + turn + ")";
    }

    /** Asks the client as the server did; under another id where this one was used before, because ids are used once. */
    private String ask(String text) throws InvalidJson {
        List<Glance> glances = Glance.at(text);
        if (glances.size() != 1 || glances.get(0).id() == null) {
            throw new InvalidJson("a request without an id", null);
        }
        String id = glances.get(0).id().token();
        for (int i = 1; !serverIds.add(id); i++) {
            id = JsonText.quote("replay-" + i);
        }
        tell(Wording.withId(text, id));
        return id;
    }
}
