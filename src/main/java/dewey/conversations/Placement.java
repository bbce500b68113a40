package dewey.conversations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Decides, while the conversation is locked, which messages of a bulk are new and at which turns they go. */
final class Placement {
    private final List<NewMessage> messages;
    private final Instant now;
    private final Map<UUID, Appended> byId = new HashMap<>();
    private final Map<String, Appended> byExternalId = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private int nextTurn;

    /** A message that is new, and its turn. */
    record Row(NewMessage message, Appended place) {}

    Placement(List<NewMessage> messages, int nextTurn, Instant now) {
        this.messages = messages;
        this.nextTurn = nextTurn;
        this.now = now;
    }

    List<String> externalIds() {
        return messages.stream()
                .map(NewMessage::externalId)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The ids of messages that only their id can recognise. */
    List<UUID> plainIds() {
        return messages.stream()
                .filter(message -> message.externalId() == null)
                .map(NewMessage::id)
                .toList();
    }

    List<Integer> turnsAskedFor() {
        return messages.stream()
                .map(NewMessage::turnNumber)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Tells that a message is stored already, under {@code externalId} unless that is null. */
    void know(String externalId, Appended stored) {
        byId.put(stored.messageId(), stored);
        if (externalId != null) {
            byExternalId.put(externalId, stored);
        }
    }

    void take(int turn) {
        taken.add(turn);
    }

    /** Where each message is or goes, in the order given. */
    List<Appended> place() {
        List<Appended> places = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            NewMessage message = messages.get(i);
            Appended stored = stored(message);
            places.add(stored == null ? placeNew(message, i) : stored);
        }
        return places;
    }

    /** The new messages; known after {@link #place}. */
    List<Row> rows() {
        return rows;
    }

    int nextTurn() {
        return nextTurn;
    }

    private Appended stored(NewMessage message) {
        Appended own = byId.get(message.id());
        // its own id: an attempt before this one was committed, and only its answer was lost
        if (own != null) {
            return own;
        }
        Appended first = message.externalId() == null ? null : byExternalId.get(message.externalId());
        return first == null ? null : first.again();
    }

    private Appended placeNew(NewMessage message, int index) {
        int turn = message.turnNumber() == null ? nextTurn : message.turnNumber();
        if (!taken.add(turn)) {
            throw Append.turnTaken(turn, nextTurn).inside("messages[" + index + "]");
        }
        nextTurn = Math.max(nextTurn, turn + 1);
        Instant createdAt = message.createdAt() == null ? now : message.createdAt();
        Appended place = new Appended(message.id(), turn, createdAt, false);
        rows.add(new Row(message, place));
        if (message.externalId() != null) {
            byExternalId.put(message.externalId(), place);
        }
        return place;
    }
}
