package dewey.transports;

import dewey.jsonrpc.Glance;
import dewey.jsonrpc.RequestId;
import dewey.upstreams.Payload;
import java.lang.System.Logger.Level;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One message on its way by HTTP, and all that comes back for it, until each of its requests has an answer or the word that there
 * will be none.
 *
 * <pre>
 * waiting ──start──► sending ──body written──► awaiting ──answers──► over
 *    └──────────────────┴──────cancel, failure─────┘  └─ a broken stream with ids is asked for again by GET
 * </pre>
 */
public final class Post {
    private static final System.Logger LOG = System.getLogger(Post.class.getName());
    private static final int MOST_FRUITLESS_TRIES = 5;

    private final HttpUpstreamSession session;
    private final Outgoing message;
    private final List<RequestId> open;
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final StreamPlace place = new StreamPlace();
    private final Cancellation cancellation = new Cancellation();
    private volatile long lastTaken = System.nanoTime();
    private boolean started;
    private boolean cancelled;

    Post(HttpUpstreamSession session, Outgoing message) {
        this.session = session;
        this.message = message;
        this.open = new ArrayList<>(message.requests());
    }

    Outgoing message() {
        return message;
    }

    /** Complete when the body is written, or never will be. */
    CompletableFuture<Void> sent() {
        return sent;
    }

    boolean isSent() {
        return sent.isDone();
    }

    CompletableFuture<Void> over() {
        return over;
    }

    /** When the upstream last took a piece of the body, of {@link System#nanoTime}. */
    long lastTaken() {
        return lastTaken;
    }

    private void taken() {
        lastTaken = System.nanoTime();
    }

    void start() {
        if (begin()) {
            try {
                exchange(session.headers()
                        .posting(message)
                        .POST(new WrittenBody(message.body(), this::taken, () -> sent.complete(null))));
            } catch (RuntimeException e) {
                // nothing was sent: the application is stopping, or a header cannot be written
                session.failed(this, e);
            }
        } else {
            end(null);
        }
    }

    private synchronized boolean begin() {
        started = true;
        return !cancelled;
    }

    /** Gives it up without another word: nobody waits for it any more. */
    void cancel() {
        boolean known;
        synchronized (this) {
            known = started;
            cancelled = true;
        }
        cancellation.cancel();
        if (known) {
            end(null);
        }
    }

    /** Gives it up if the upstream knows nothing of it yet. */
    synchronized boolean cancelUnlessStarted() {
        cancelled |= !started;
        return !started;
    }

    private void exchange(HttpRequest.Builder request) {
        WholeBody whole = new WholeBody(session.maxMessageBytes());
        CompletableFuture<HttpResponse<Void>> exchange =
                session.client().exchange(request.build(), info -> reading(info, whole));
        cancellation.calls(exchange);
        exchange.whenComplete((response, failure) -> {
            try {
                ended(response, failure, whole);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "An upstream's answer could not be read", e);
                end("the upstream's answer could not be read");
            }
        });
    }

    private Body reading(ResponseInfo info, WholeBody whole) {
        sent.complete(null);
        if (message.isInitialize() && isSuccess(info.statusCode())) {
            session.headers().begin(info.headers());
        }
        Body.Sink sink = AnswerKind.of(info.statusCode(), info.headers()) == AnswerKind.EVENTS
                ? new EventStream(session.maxMessageBytes(), place, this::received)
                : whole;
        Body reading = new Body(sink, session::next);
        cancellation.reads(reading);
        return reading;
    }

    private void received(String text) {
        for (Glance seen : Glance.at(text)) {
            if (seen.kind() == Glance.Kind.RESPONSE) {
                boolean mine;
                synchronized (this) {
                    mine = open.remove(seen.id());
                }
                if (mine && message.isInitialize()) {
                    session.initialized(text);
                } else if (mine && message.isModern() && "tools/list".equals(message.method())) {
                    session.headers().learnTools(text);
                }
            }
        }
        session.told().received(new Payload.Text(text));
    }

    private void ended(HttpResponse<Void> response, Throwable failure, WholeBody whole) {
        if (isAnswered()) {
            end(null);
        } else if (failure != null && (place.lastEventId() == null || PlainWords.isConnectFailure(failure))) {
            session.failed(this, failure);
        } else if (failure != null || AnswerKind.of(response.statusCode(), response.headers()) == AnswerKind.EVENTS) {
            resume();
        } else {
            judge(response, whole);
        }
    }

    private void judge(HttpResponse<Void> response, WholeBody whole) {
        int status = response.statusCode();
        if (status == 404 && session.isLostBy(response.request())) {
            return;
        }
        String answer = "the upstream answered HTTP " + status;
        AnswerKind kind = AnswerKind.of(status, response.headers());
        try {
            String text = whole.text();
            if (!text.isBlank() && kind == AnswerKind.JSON) {
                boolean passedOn = passedOn(status, text);
                end(
                        passedOn ? answer + " without an answer to the request" : answer,
                        passedOn ? Optional.empty() : ErrorText.of(text));
            } else {
                end(isSuccess(status) ? answer + " without a message" : answer);
            }
        } catch (CharacterCodingException e) {
            end(PlainWords.of(e));
        }
    }

    /** What a failed request brings is passed on when it is its answer; what a good one brings, always. */
    private boolean passedOn(int status, String text) {
        boolean pass = isSuccess(status)
                || Glance.at(text).stream().anyMatch(seen -> seen.kind() == Glance.Kind.RESPONSE && isOpen(seen.id()));
        if (pass) {
            received(text);
        }
        return pass;
    }

    private void resume() {
        if (place.lastEventId() == null || message.isModern() || place.fruitless() >= MOST_FRUITLESS_TRIES) {
            end("the upstream ended its answer too early");
            return;
        }
        session.later(place.delay(), () -> {
            synchronized (this) {
                if (cancelled) {
                    return;
                }
            }
            exchange(session.headers()
                    .ofTheSession()
                    .setHeader("Accept", "text/event-stream")
                    .setHeader("Last-Event-ID", place.lastEventId())
                    .GET());
        });
    }

    /** It is over; each request that is still open gets {@code reason}, or nothing where nobody waits. */
    void end(String reason) {
        end(reason, Optional.empty());
    }

    /** @param said what the upstream says of it, which is for the client only */
    private void end(String reason, Optional<String> said) {
        List<RequestId> left;
        synchronized (this) {
            left = cancelled || reason == null ? List.of() : List.copyOf(open);
            open.clear();
        }
        InOrder told = session.told();
        left.forEach(id ->
                said.ifPresentOrElse(words -> told.unanswered(id, reason, words), () -> told.unanswered(id, reason)));
        sent.complete(null);
        over.complete(null);
    }

    private synchronized boolean isOpen(RequestId id) {
        return open.contains(id);
    }

    private synchronized boolean isAnswered() {
        return cancelled || message.wantsAnswer() && open.isEmpty();
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }
}
