package dewey.transports;

import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream.HttpUpstream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One request of a client that speaks Streamable HTTP, passed on to a server that does, and its answer on the way back: bytes as they
 * are, events as soon as they are whole.
 *
 * <p>A stream of events that breaks while requests are open is asked for again where the legacy era allows it, by the id of the last
 * event, and goes on as if nothing had happened. A request is never sent twice.
 */
public final class HttpExchange {
    private static final int MOST_FRUITLESS_TRIES = 5;

    private final HttpUpstream upstream;
    private final CheckedClient client;
    private final Executor executor;
    private final Forwarded forwarded;
    private final Taker taker;
    private final StreamPlace place = new StreamPlace();
    private final Cancellation cancellation = new Cancellation();
    private volatile boolean streaming;

    /**
     * What is passed on.
     *
     * @param method of HTTP: POST, GET or DELETE
     * @param headers those of the client's that an upstream may see; the upstream's own win
     * @param content empty where the method has none
     * @param resumable whether the era of the request allows a broken stream to be asked for again
     */
    public record Forwarded(String method, Map<String, String> headers, byte[] content, boolean resumable) {
        public Forwarded {
            headers = Map.copyOf(headers);
        }
    }

    /** What comes back, in order: one {@link Whole}, or {@link Begun} and what follows it, or a {@link Failure} at any point. */
    public sealed interface Part {}

    /** The answer is a stream of events. */
    public record Begun(HttpHeaders headers) implements Part {}

    /** The stream has brought a message; its bytes follow. */
    public record Message(String text) implements Part {}

    /** Whole events as they came. */
    public record Events(byte[] bytes) implements Part {}

    /**
     * The stream has ended as its server wished.
     *
     * @param resumable whether the client can ask for what follows
     */
    public record End(boolean resumable) implements Part {}

    /** The answer is no stream, and this is all of it. */
    public record Whole(int status, HttpHeaders headers, byte[] body) implements Part {}

    /**
     * No answer, or none to its end.
     *
     * @param reason in plain words, with no secret and no address in it
     * @param reached whether the upstream may have seen the request
     */
    public record Failure(String reason, boolean reached) implements Part {}

    /**
     * Who takes the answer.
     *
     * @param told told each part, one at a time; must not block
     * @param pace runs what it is given when all that was told is written: that brings more
     * @param awaits whether requests are still open, so that a broken stream is worth asking for again
     */
    public record Taker(Consumer<Part> told, Consumer<Runnable> pace, BooleanSupplier awaits) {}

    public HttpExchange(
            HttpUpstream upstream, HttpClients clients, Addresses addresses, Forwarded forwarded, Taker taker) {
        this.upstream = upstream;
        this.client = new CheckedClient(upstream, clients, addresses);
        this.executor = clients.executor();
        this.forwarded = forwarded;
        this.taker = taker;
    }

    public void start() {
        exchange(request(forwarded.method()));
    }

    /** Closes the connection: nobody waits for the answer any more. Nothing more is told, but for what is on its way. */
    public void cancel() {
        cancellation.cancel();
    }

    private HttpRequest.Builder request(String method) {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.url());
        forwarded.headers().forEach(request::setHeader);
        upstream.headers().forEach(request::setHeader);
        boolean withContent = method.equals("POST");
        return request.method(
                method, withContent ? BodyPublishers.ofByteArray(forwarded.content()) : BodyPublishers.noBody());
    }

    private void exchange(HttpRequest.Builder request) {
        WholeBody whole = new WholeBody(upstream.limits().maxMessageBytes());
        CompletableFuture<HttpResponse<Void>> exchange;
        try {
            exchange = client.exchange(request.build(), info -> reading(info, whole));
        } catch (RuntimeException e) {
            // a header that cannot be sent
            tell(new Failure(PlainWords.of(e), false));
            return;
        }
        cancellation.calls(exchange);
        exchange.whenComplete((response, failure) -> over(response, failure, whole));
    }

    private Body reading(ResponseInfo info, WholeBody whole) {
        boolean events = AnswerKind.of(info.statusCode(), info.headers()) == AnswerKind.EVENTS;
        Body.Sink sink = whole;
        if (events) {
            int most = upstream.limits().maxMessageBytes();
            sink = new WholeEvents(
                    most,
                    new EventStream(most, place, text -> tell(new Message(text))),
                    bytes -> tell(new Events(bytes)));
        }
        Body reading = new Body(
                sink, events ? stream -> taker.pace().accept(() -> stream.request(1)) : stream -> stream.request(1));
        boolean first = events && !streaming;
        streaming |= events;
        cancellation.reads(reading);
        if (first && !cancellation.isCancelled()) {
            tell(new Begun(info.headers()));
        }
        return reading;
    }

    private void over(HttpResponse<Void> response, Throwable failure, WholeBody whole) {
        if (cancellation.isCancelled()) {
            return;
        }
        if (failure != null) {
            broken(failure);
        } else if (!streaming) {
            tell(new Whole(response.statusCode(), response.headers(), whole.bytes()));
        } else if (AnswerKind.of(response.statusCode(), response.headers()) == AnswerKind.EVENTS) {
            tell(new End(forwarded.resumable() && place.lastEventId() != null));
        } else {
            tell(new Failure("the upstream answered HTTP " + response.statusCode(), true));
        }
    }

    private void broken(Throwable failure) {
        boolean connected = !PlainWords.isConnectFailure(failure);
        boolean worthIt = streaming
                && forwarded.resumable()
                && place.lastEventId() != null
                && taker.awaits().getAsBoolean();
        if (worthIt && connected && place.fruitless() < MOST_FRUITLESS_TRIES) {
            later(place.delay(), this::resume);
        } else {
            tell(new Failure(PlainWords.of(failure), streaming || connected));
        }
    }

    private void resume() {
        if (!cancellation.isCancelled()) {
            exchange(request("GET")
                    .setHeader("Accept", "text/event-stream")
                    .setHeader("Last-Event-ID", place.lastEventId()));
        }
    }

    private void later(Duration delay, Runnable work) {
        try {
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(work);
        } catch (RejectedExecutionException e) {
            tell(new Failure("the server is stopping", true));
        }
    }

    private void tell(Part part) {
        taker.told().accept(part);
    }
}
