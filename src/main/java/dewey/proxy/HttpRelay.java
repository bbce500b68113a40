package dewey.proxy;

import dewey.http.ClientAnswer;
import dewey.jsonrpc.PendingRequests;
import dewey.jsonrpc.RequestId;
import dewey.recording.Direction;
import dewey.recording.SessionEnd.Cause;
import dewey.transports.HttpExchange;
import dewey.transports.HttpExchange.Begun;
import dewey.transports.HttpExchange.End;
import dewey.transports.HttpExchange.Events;
import dewey.transports.HttpExchange.Failure;
import dewey.transports.HttpExchange.Message;
import dewey.transports.HttpExchange.Whole;
import dewey.upstreams.StrictUtf8;
import dewey.upstreams.UpstreamHealth.Trial;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One request of a client over HTTP with its answer: passed on as they come, and told to the tap.
 *
 * <pre>
 * asked ──stream──► streaming ──its end, or an error for each open request──► given ──taken by the client──► over
 *   ├──────whole answer, or an error for each open request────────────────────┤
 *   └──neither in time: 504, an error for each open request───────────────────┘
 * the client leaves: the upstream's connection is closed, which is how the modern era cancels
 * </pre>
 */
final class HttpRelay {
    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;
    /** A comment, which clients ignore: only so can a client be noticed that has gone. */
    private static final byte[] STILL_HERE = ": \n\n".getBytes(StandardCharsets.US_ASCII);

    private final Asked asked;
    private final HttpSession session;
    private final Trial trial;
    private final ClientAnswer answer;
    private final PendingRequests pending = new PendingRequests();
    private final Consumer<HttpRelay> onOver;
    private final long askedAt = System.nanoTime();
    private final AtomicLong lastWritten = new AtomicLong(System.nanoTime());
    private volatile Consumer<String> begun;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ASKED);
    private volatile HttpExchange exchange;

    /** How far the answer is; each is left once. */
    private enum Stage {
        ASKED,
        STREAMING,
        /** All of the answer is given, or will not be; what the client has not taken is still on its way. */
        GIVEN
    }

    /**
     * What the client asks for.
     *
     * @param upstream its name
     * @param method of HTTP
     * @param sessionId what the client gives as the upstream's, or null
     * @param content what is posted; empty where the method has none
     * @param ids of the requests in it
     * @param patience how long the upstream may take to begin its answer
     */
    record Asked(
            String upstream, String method, String sessionId, byte[] content, List<RequestId> ids, Duration patience) {
        Asked {
            ids = List.copyOf(ids);
        }
    }

    /**
     * @param session which the request has entered
     * @param begun told with which session id, or null, the upstream has answered; null for a request that begins no session
     * @param onOver told once
     */
    HttpRelay(
            Asked asked,
            HttpSession session,
            Trial trial,
            ClientAnswer answer,
            Consumer<String> begun,
            Consumer<HttpRelay> onOver) {
        this.asked = asked;
        this.session = session;
        this.trial = trial;
        this.answer = answer;
        this.begun = begun;
        this.onOver = onOver;
    }

    void start(HttpExchange with) {
        exchange = with;
        answer.tell(this::clientLost, this::leave);
        if (asked.method().equals("POST")) {
            try {
                String text = StrictUtf8.decode(asked.content());
                session.tap().text(Direction.CLIENT_TO_SERVER, text);
                pending.sent(text);
            } catch (CharacterCodingException notAText) {
                session.tap().binary(Direction.CLIENT_TO_SERVER, asked.content());
            }
        }
        with.start();
    }

    HttpExchange.Taker taker() {
        return new HttpExchange.Taker(this::told, answer::whenWritten, () -> pending.count() > 0);
    }

    private void told(HttpExchange.Part part) {
        if (part instanceof Begun stream) {
            streams(stream.headers());
        } else if (part instanceof Message message) {
            message(message.text());
        } else if (part instanceof Events events) {
            events(events.bytes());
        } else if (part instanceof End end) {
            ended(end.resumable());
        } else if (part instanceof Whole whole) {
            answered(whole.status(), whole.headers(), whole.body());
        } else if (part instanceof Failure failure) {
            failed(failure.reason(), failure.reached());
        }
    }

    private void streams(HttpHeaders headers) {
        trial.received();
        if (!stage.compareAndSet(Stage.ASKED, Stage.STREAMING)) {
            return;
        }
        learn(headers);
        answer.begin(response -> {
            ForwardedHeaders.toClient(headers, response);
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
        });
    }

    private void message(String text) {
        trial.received();
        session.tap().text(Direction.SERVER_TO_CLIENT, text);
        pending.received(text);
    }

    private void events(byte[] bytes) {
        lastWritten.set(System.nanoTime());
        answer.write(bytes);
    }

    private void ended(boolean resumable) {
        if (!resumable) {
            tellOpen("the upstream ended its answer too early", true);
        }
        trial.closed(NORMAL, "");
        stage.set(Stage.GIVEN);
        answer.end();
    }

    private void answered(int status, HttpHeaders headers, byte[] body) {
        if (!stage.compareAndSet(Stage.ASKED, Stage.GIVEN)) {
            return;
        }
        if (isForDewey(status)) {
            String reason = "the upstream answered HTTP " + status
                    + (status == HttpServletResponse.SC_UNAUTHORIZED ? ": it does not accept Dewey's credentials" : "");
            trial.unanswered(reason);
            refuse(HttpServletResponse.SC_BAD_GATEWAY, reason, true);
            neverBegun(Cause.UPSTREAM_LOST, reason);
            return;
        }
        if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            trial.unanswered("the upstream answered HTTP " + status);
        } else {
            trial.received();
            learn(headers);
        }
        tell(status, body);
        answer.whole(body, response -> {
            response.setStatus(status);
            ForwardedHeaders.toClient(headers, response);
            if (body.length > 0) {
                // a page of an upstream must not be one of Dewey's own to a browser
                response.setContentType(isJson(headers) ? "application/json" : "text/plain;charset=UTF-8");
                response.setHeader("X-Content-Type-Options", "nosniff");
            }
        });
        endRecord(status);
    }

    private void endRecord(int status) {
        if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            neverBegun(Cause.UPSTREAM_LOST, "the upstream answered HTTP " + status);
        } else if (asked.method().equals("DELETE")) {
            session.end(Cause.CLIENT_CLOSED, "");
        } else if (status == HttpServletResponse.SC_NOT_FOUND && asked.sessionId() != null) {
            session.end(Cause.UPSTREAM_CLOSED, "the upstream no longer knows the session");
        }
    }

    private void tell(int status, byte[] body) {
        if (body.length > 0) {
            String text = new String(body, StandardCharsets.UTF_8);
            session.tap().text(Direction.SERVER_TO_CLIENT, text);
            pending.received(text);
        } else if (status >= HttpServletResponse.SC_BAD_REQUEST) {
            session.tap().refused(Direction.SERVER_TO_CLIENT, 0, "the upstream answered HTTP " + status);
        }
    }

    /** Redirects are not followed, and the client can do nothing about credentials that are not its own. */
    private static boolean isForDewey(int status) {
        return status >= HttpServletResponse.SC_MULTIPLE_CHOICES && status < HttpServletResponse.SC_BAD_REQUEST
                || status == HttpServletResponse.SC_UNAUTHORIZED
                || status == HttpServletResponse.SC_PROXY_AUTHENTICATION_REQUIRED;
    }

    private static boolean isJson(HttpHeaders headers) {
        String type = headers.firstValue("Content-Type").orElse("");
        return type.startsWith("application/json") || type.split(";", 2)[0].endsWith("+json");
    }

    private void learn(HttpHeaders headers) {
        Consumer<String> told = begun;
        begun = null;
        if (told != null) {
            told.accept(headers.firstValue("Mcp-Session-Id").orElse(null));
        }
    }

    /** Ends the record of a session that never began. */
    private void neverBegun(Cause cause, String reason) {
        if (begun != null) {
            session.end(cause, reason);
        }
    }

    private void failed(String reason, boolean reached) {
        if (reached) {
            trial.closed(ABNORMAL, reason);
        } else {
            trial.unreachable(reason);
        }
        if (stage.compareAndSet(Stage.STREAMING, Stage.GIVEN)) {
            tellOpen(reason, reached);
            answer.end();
        } else if (stage.compareAndSet(Stage.ASKED, Stage.GIVEN)) {
            refuse(HttpServletResponse.SC_BAD_GATEWAY, reason, reached);
            neverBegun(reached ? Cause.UPSTREAM_LOST : Cause.UPSTREAM_UNREACHABLE, reason);
        }
    }

    /** The error for each open request as the whole answer; where there is none, one without an id. */
    private void refuse(int status, String reason, boolean reached) {
        List<String> errors = new ArrayList<>();
        for (RequestId id : pending.takeAll()) {
            errors.add(NoAnswer.to(id, asked.upstream(), reason, reached));
        }
        errors.forEach(session.tap()::synthetic);
        if (errors.isEmpty()) {
            errors.add(NoAnswer.to(null, asked.upstream(), reason, reached));
        }
        String body = errors.size() == 1 ? errors.get(0) : "[" + String.join(",", errors) + "]";
        answer.whole(status, body, response -> {});
    }

    private void tellOpen(String reason, boolean reached) {
        for (RequestId id : pending.takeAll()) {
            String error = NoAnswer.to(id, asked.upstream(), reason, reached);
            session.tap().synthetic(error);
            answer.write(("event: message\ndata: " + error + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The client has gone, or has not read for too long. */
    void clientLost() {
        trial.clientLeft();
        trial.closed(NORMAL, "");
        exchange.cancel();
        neverBegun(Cause.CLIENT_LOST, "the client left before it had an answer");
    }

    /** @param silence how long a stream may be silent before the client is asked whether it is there */
    void watch(long now, Duration stall, Duration silence) {
        if (answer.stalledFor(now).compareTo(stall) > 0 || !answer.isWelcome()) {
            String reason = answer.isWelcome() ? "the client does not read" : "the client may not read any more";
            session.tap().refused(Direction.SERVER_TO_CLIENT, 0, reason);
            clientLost();
            answer.cut();
        } else if (stage.get() == Stage.STREAMING && now - lastWritten.get() > silence.toNanos()) {
            lastWritten.set(now);
            answer.write(STILL_HERE);
        } else if (now - askedAt > asked.patience().toNanos() && stage.compareAndSet(Stage.ASKED, Stage.GIVEN)) {
            giveUp();
        }
    }

    /** Before an answer has begun nothing can be written, so that it is not seen whether the client still waits. */
    private void giveUp() {
        String reason = "it did not answer within " + asked.patience().toSeconds() + " s";
        trial.unanswered(reason);
        exchange.cancel();
        refuse(HttpServletResponse.SC_GATEWAY_TIMEOUT, reason, true);
        neverBegun(Cause.UPSTREAM_LOST, reason);
    }

    /** The application ends, and the time for what is under way is over. */
    void stop() {
        trial.clientLeft();
        trial.closed(NORMAL, "");
        exchange.cancel();
        if (stage.compareAndSet(Stage.STREAMING, Stage.GIVEN)) {
            tellOpen("the server is stopping", true);
            answer.end();
        } else if (stage.compareAndSet(Stage.ASKED, Stage.GIVEN)) {
            refuse(HttpServletResponse.SC_BAD_GATEWAY, "the server is stopping", true);
        } else {
            answer.cut();
        }
    }

    /** Whether its client only listens, and has what was said so far: to end it takes nothing from anybody. */
    boolean isIdle() {
        return switch (stage.get()) {
            case ASKED -> asked.method().equals("GET");
            case STREAMING ->
                pending.count() == 0 && answer.stalledFor(System.nanoTime()).isZero();
            case GIVEN -> false;
        };
    }

    private void leave() {
        session.leave(asked.ids());
        onOver.accept(this);
    }
}
