package dewey.http;

import dewey.mcp.Answer;
import dewey.mcp.Exchange;
import dewey.mcp.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The way back to a client over HTTP: a JSON object if the answer is all there is to say, and comes soon; else an event stream. It ends
 * when nothing more is to be said and the client has got all of it, or has gone.
 *
 * <pre>
 *  undecided ──answer()──────────────────► over (JSON)
 *      └─message(), or a second has passed─► streaming ──answer(), none()──► over
 * </pre>
 */
final class HttpReply implements Reply {
    /** After which time an answer is not waited for without a sign: only what is written shows that a client has gone. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientAnswer client;
    private final Form form;
    private final Runnable atTheEnd;
    private EventStream stream;
    private long lastSign = System.nanoTime();
    // these three are read without the lock by whoever tells that the client has gone, perhaps under the lock of the
    // stream
    private volatile Exchange exchange;
    private volatile boolean over;
    // or has got everything
    private volatile boolean clientGone;

    /**
     * @param status of an answer that is no event
     * @param head what such an answer has in its head beside it
     * @param stream makes the stream when it is needed; null where there must be none
     * @param cancels whether a client that goes takes its request back so (MCP 2026-07-28, Cancellation), which was not so before
     */
    record Form(
            ToIntFunction<Answer> status,
            BiConsumer<Answer, HttpServletResponse> head,
            Supplier<EventStream> stream,
            boolean cancels) {}

    /** @param atTheEnd told when all is said and the client has got it or has gone; more than once perhaps */
    HttpReply(ClientAnswer client, Form form, Runnable atTheEnd) {
        this.client = client;
        this.form = form;
        this.atTheEnd = atTheEnd;
    }

    /** Follows what becomes of the client. To be called once, before anything else. */
    void begin() {
        client.tell(() -> {}, this::lost);
    }

    /** What it answers. */
    void answers(Exchange asked) {
        exchange = asked;
        if (clientGone) {
            lost();
        }
    }

    @Override
    public synchronized void message(String text) {
        if (!over && form.stream() != null) {
            stream().send(text);
        }
    }

    private EventStream stream() {
        if (stream == null) {
            stream = form.stream().get();
            if (!clientGone) {
                stream.attach(client, 0, this::lost);
            }
        }
        return stream;
    }

    @Override
    public void answer(Answer answer) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (stream != null) {
                stream.send(answer.text());
                stream.end();
            } else {
                client.whole(form.status().applyAsInt(answer), answer.text(), response -> form.head()
                        .accept(answer, response));
            }
        }
        endWhenAllIsOver();
    }

    /** Says with a status of its own that its request was not even begun. */
    void refuse(int status, Answer refusal) {
        synchronized (this) {
            over = true;
            client.whole(status, refusal.text(), response -> {
                if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                    response.setHeader("Retry-After", "1");
                }
            });
        }
        endWhenAllIsOver();
    }

    @Override
    public void none() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (stream != null) {
                stream.end();
            } else {
                client.whole(new byte[0], response -> response.setStatus(HttpServletResponse.SC_ACCEPTED));
            }
        }
        endWhenAllIsOver();
    }

    @Override
    public synchronized void letGo() {
        if (!over && form.stream() != null) {
            stream().letGo();
        }
    }

    /** The client's connection is over, be it that it was let go, that it has gone, or that all was said. */
    private void lost() {
        clientGone = true;
        Exchange asked = exchange;
        if (form.cancels() && !over && asked != null) {
            asked.cancel();
        }
        endWhenAllIsOver();
    }

    private void endWhenAllIsOver() {
        if (over && clientGone) {
            atTheEnd.run();
        }
    }

    /** @param quiet how long a stream may be without a sign of life once its request only listens */
    void watch(long now, long quiet, Stall stall) {
        if (stalls(now, quiet, stall)) {
            cut();
        }
    }

    private synchronized boolean stalls(long now, long quiet, Stall stall) {
        if (over) {
            // a whole answer may be longer than what may wait in a stream
            return !clientGone && stall.takesNothing(client, now);
        }
        if (!clientGone && stall.holds(client, now)) {
            return true;
        }
        boolean listens = exchange != null && exchange.isListening();
        if (form.stream() != null && now - lastSign >= (listens ? quiet : SOON_NANOS)) {
            lastSign = now;
            stream().comment();
        }
        return false;
    }

    /** Whether its request runs, rather than listens, or its answer is on its way. */
    synchronized boolean isRunning() {
        return over ? !clientGone : exchange == null || !exchange.isListening();
    }

    /** Ends it at once. */
    void cut() {
        client.cut();
        lost();
    }
}
