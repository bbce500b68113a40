package dewey.transports;

import dewey.upstreams.Payload;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The stream on which a server of the legacy era sends what answers no request. Asked for once the session is initialized; a server
 * may have none (405). Asked for again when it ends, after a pause that grows while nothing comes.
 */
public final class ServerStream {
    private static final Duration SOON = Duration.ofMillis(100);

    private final HttpUpstreamSession session;
    private final StreamPlace place = new StreamPlace();
    private final Cancellation cancellation = new Cancellation();
    private boolean begun;

    ServerStream(HttpUpstreamSession session) {
        this.session = session;
    }

    void begin() {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
        }
        connect();
    }

    void cancel() {
        cancellation.cancel();
    }

    private void connect() {
        var request = session.headers()
                .ofTheSession()
                .setHeader("Accept", "text/event-stream")
                .GET();
        if (place.lastEventId() != null) {
            request.setHeader("Last-Event-ID", place.lastEventId());
        }
        if (!cancellation.isCancelled()) {
            CompletableFuture<HttpResponse<Void>> exchange = session.client().exchange(request.build(), this::reading);
            cancellation.calls(exchange);
            exchange.whenComplete(this::ended);
        }
    }

    private Body reading(ResponseInfo info) {
        Body.Sink sink = AnswerKind.of(info.statusCode(), info.headers()) == AnswerKind.EVENTS
                ? new EventStream(
                        session.maxMessageBytes(), place, text -> session.told().received(new Payload.Text(text)))
                : piece -> piece.position(piece.limit());
        Body body = new Body(sink, session::next);
        cancellation.reads(body);
        return body;
    }

    private void ended(HttpResponse<Void> response, Throwable failure) {
        if (cancellation.isCancelled()) {
            return;
        }
        if (failure != null) {
            if (!session.isLostBy(failure)) {
                // when it is the upstream that has gone, the next connection tells so
                boolean first = place.fruitless() == 0;
                Duration delay = place.delay();
                session.later(first ? SOON : delay, this::connect);
            }
            return;
        }
        int status = response.statusCode();
        if (status == 404 && session.isLostBy(response.request())) {
            return;
        }
        boolean events = AnswerKind.of(status, response.headers()) == AnswerKind.EVENTS;
        if (events || status >= 500 || status == 429) {
            session.later(place.delay(), this::connect);
        }
    }
}
