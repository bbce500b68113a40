package dewey.frames;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The frames that leave by one socket, one after the other, in the order in which they were sent. Never blocks its caller. Whoever uses it
 * bounds what waits in it, as {@code Outbox} does, which has one message in flight.
 */
public final class FrameQueue {
    private static final int MOST_PONGS = 16;

    private final FrameSink sink;
    private final Masks masks;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final Deque<Frame> waitingPongs = new ArrayDeque<>();
    private Frame leaving;
    private boolean going;
    private boolean askedAgain;
    private IOException ended;
    private volatile long lastTaken = System.nanoTime();

    public FrameQueue(FrameSink sink, Masks masks) {
        this.sink = sink;
        this.masks = masks;
    }

    /** Sends {@code frame} after those sent before it. */
    public void send(Frame frame) {
        IOException failure;
        synchronized (this) {
            failure = ended;
            if (failure == null) {
                waiting.add(frame);
            }
        }
        if (failure == null) {
            go();
        } else {
            frame.done(failure);
        }
    }

    /**
     * Answers a ping (RFC 6455 §5.5.3). Few pongs wait at most, those for the newest pings, so that a peer which pings and does not read fills no
     * memory.
     */
    public void pong(byte[] payload) {
        Frame pong = Frame.pong(payload);
        synchronized (this) {
            if (ended != null) {
                return;
            }
            if (waitingPongs.size() == MOST_PONGS) {
                waiting.remove(waitingPongs.remove());
            }
            waitingPongs.add(pong);
            waiting.add(pong);
        }
        go();
    }

    /** Goes on as far as the connection takes it; told by the connection when it takes more. */
    public void go() {
        synchronized (this) {
            if (going) {
                askedAgain = true;
                return;
            }
            going = true;
        }
        try {
            while (mayGoOn()) {
                Frame left = step();
                if (left != null) {
                    left.done(null);
                }
            }
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException e) {
            end(new IOException("the connection does not take what it should", e));
        }
    }

    private synchronized boolean mayGoOn() throws IOException {
        if (ended == null && sink.isReady() && (leaving != null || !waiting.isEmpty())) {
            askedAgain = false;
            return true;
        }
        // asked while this was found out: what was found may be old
        going = askedAgain && ended == null;
        askedAgain = false;
        return going;
    }

    /** One piece more; the frame whose last piece has left, or null. */
    private Frame step() throws IOException {
        Frame frame;
        synchronized (this) {
            if (ended != null || !sink.isReady()) {
                return null;
            }
            if (leaving != null && leaving.hasLeft()) {
                Frame left = leaving;
                leaving = null;
                return left;
            }
            if (leaving == null) {
                leaving = waiting.poll();
                if (leaving != null && leaving == waitingPongs.peek()) {
                    waitingPongs.remove();
                }
            }
            frame = leaving;
        }
        if (frame != null) {
            if (frame.isUnderWay()) {
                lastTaken = System.nanoTime();
            }
            sink.take(frame.next(masks));
        }
        return null;
    }

    /** When a piece of a longer frame last left, of {@link System#nanoTime}; the last piece of a frame is told by its end. */
    public long lastTaken() {
        return lastTaken;
    }

    /** Nothing leaves any more: what waits is told so. */
    public void end(IOException why) {
        List<Frame> lost = new ArrayList<>();
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = why;
            if (leaving != null) {
                lost.add(leaving);
            }
            lost.addAll(waiting);
            leaving = null;
            waitingPongs.clear();
            waiting.clear();
        }
        lost.forEach(frame -> frame.done(why));
    }
}
