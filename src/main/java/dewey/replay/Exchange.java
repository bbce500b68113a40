package dewey.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * A recorded request and what the server said to it: places in the record, no texts.
 *
 * <p>Before the answer come the notifications and requests that the server sent in between; behind that of the last answer, what it
 * sent after it.
 */
final class Exchange {
    private final long askedAt;
    private final String id;
    private final List<Place> said = new ArrayList<>(1);
    private boolean answered;

    /**
     * Where the record has something that the server said.
     *
     * @param turn of the message
     * @param micros since 1970, when it was said
     * @param what it is
     * @param awaited whether the server then waited for what the client said to it
     */
    record Place(int turn, long micros, What what, boolean awaited) {}

    /** What the server can say. */
    enum What {
        ANSWER,
        PROGRESS,
        NOTIFICATION,
        REQUEST
    }

    /**
     * @param askedAt in microseconds since 1970
     * @param id as the JSON token that the record has
     */
    Exchange(long askedAt, String id) {
        this.askedAt = askedAt;
        this.id = id;
    }

    /** What is said after the answer is said after it here, too. */
    void add(Place place) {
        said.add(place);
        answered |= place.what() == What.ANSWER;
    }

    boolean isAnswered() {
        return answered;
    }

    String id() {
        return id;
    }

    int length() {
        return said.size();
    }

    Place place(int index) {
        return said.get(index);
    }

    /** How long after the request the server said it. */
    long microsUntil(Place place) {
        return Math.max(0, place.micros() - askedAt);
    }
}
