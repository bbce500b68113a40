package dewey.http;

import dewey.limits.Allowance;
import dewey.limits.Connections.Seat;
import dewey.mcp.McpSession;
import dewey.security.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A session of the old era over HTTP: what its client has agreed on, and the streams that the client may come again for. */
final class LegacySession {
    /** How many streams are kept, of which those that have ended are forgotten first. */
    static final int MOST_STREAMS = 64;

    private static final Pattern EVENT_ID = Pattern.compile("(\\d{1,9})-(\\d{1,18})");
    /** The stream of what belongs to no request. */
    private static final int OWN = 0;

    private final String id;
    private final Caller caller;
    private final Seat seat;
    private final McpSession mcp;
    private final TreeMap<Integer, EventStream> streams = new TreeMap<>();
    private int lastStream;
    private long lastUse = System.nanoTime();

    LegacySession(String id, Caller caller, Allowance allowance, Seat seat) {
        this.id = id;
        this.caller = caller;
        this.seat = seat;
        EventStream own = new EventStream(Integer.toString(OWN));
        streams.put(OWN, own);
        mcp = new McpSession(caller, allowance, own::send);
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller;
    }

    McpSession mcp() {
        return mcp;
    }

    /** A stream for the answer to one request. */
    synchronized EventStream newStream() {
        forgetEnded();
        EventStream stream = new EventStream(Integer.toString(++lastStream));
        streams.put(lastStream, stream);
        return stream;
    }

    private void forgetEnded() {
        Iterator<EventStream> eldestFirst = streams.values().iterator();
        while (streams.size() >= MOST_STREAMS && eldestFirst.hasNext()) {
            if (eldestFirst.next().isEnded()) {
                eldestFirst.remove();
            }
        }
    }

    /** The client listens to what belongs to no request; who did so before hears no more. */
    synchronized void listen(ClientAnswer client) {
        EventStream own = streams.get(OWN);
        own.attach(client, own.last(), () -> {});
    }

    /**
     * The client goes on with a stream that it has lost.
     *
     * @param lastEventId the id of the last event that it has got
     * @return false when this is no event of a stream that is still kept
     */
    synchronized boolean resume(ClientAnswer client, String lastEventId) {
        Matcher event = EVENT_ID.matcher(lastEventId);
        Optional<EventStream> stream =
                event.matches() ? Optional.ofNullable(streams.get(Integer.valueOf(event.group(1)))) : Optional.empty();
        stream.ifPresent(found -> found.attach(client, Long.parseLong(event.group(2)), () -> {}));
        return stream.isPresent();
    }

    synchronized void used() {
        lastUse = System.nanoTime();
    }

    /** Whether nobody has used it for so long, and nothing runs or listens. */
    synchronized boolean isIdle(long now, Duration since) {
        return now - lastUse > since.toNanos()
                && mcp.openRequests() == 0
                && streams.values().stream().noneMatch(EventStream::isAttached);
    }

    /** Shows the client that listens that its stream lives. */
    synchronized void comment() {
        streams.get(OWN).comment();
    }

    void watch(long now, Stall stall) {
        streams().forEach(stream -> stream.watch(now, stall));
    }

    /** Streams that ended so long ago are not come again for. */
    synchronized void forget(long now, long since) {
        streams.values().removeIf(stream -> stream.isOver(now, since));
    }

    /** How much is kept for clients that come again. */
    long keptCharacters() {
        return streams().stream().mapToLong(EventStream::keptCharacters).sum();
    }

    private synchronized List<EventStream> streams() {
        return new ArrayList<>(streams.values());
    }

    /** Its streams end, and what is open ends without an answer. */
    void end() {
        seat.close();
        mcp.close();
        streams().forEach(EventStream::end);
    }
}
