package dewey.http;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.limits.Allowance;
import dewey.limits.Connections;
import dewey.limits.Connections.Full;
import dewey.limits.Connections.Kind;
import dewey.limits.Connections.Seat;
import dewey.limits.Family;
import dewey.limits.RateLimits;
import dewey.websocket.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;

/** Lets requests over HTTP in, as far as the limits of their callers go; each has a seat until it is answered. */
@ApplicationScoped
public class Admission {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration SOON = Duration.ofSeconds(1);

    @Inject
    private RateLimits limits;

    @Inject
    private Connections connections;

    /**
     * Begins to answer a request, whose peer must be known. Empty when it was refused: 429 where the caller's own limits hold, 503
     * where those of the server do.
     *
     * @param family what it takes from its caller's allowance
     */
    public Optional<ClientAnswer> admit(HttpServletRequest request, HttpServletResponse response, Family family) {
        Peer peer = (Peer) request.getUserPrincipal();
        // with this very request, which knows its peer
        AsyncContext context = request.startAsync(request, response);
        // an answer may take as long as its tool
        context.setTimeout(0);
        Allowance allowance = allowance(peer);
        Optional<Duration> wait = allowance.tryTake(family);
        if (wait.isPresent()) {
            ClientAnswer refusal = new ClientAnswer(context, peer, () -> {});
            refuse(refusal, TOO_MANY_REQUESTS, allowance.bound(family), wait.get());
            return Optional.empty();
        }
        try {
            Seat seat = connections.take(Kind.REQUESTS, peer.caller(), peer.address());
            return Optional.of(new ClientAnswer(context, peer, seat::close));
        } catch (Full full) {
            ClientAnswer refusal = new ClientAnswer(context, peer, () -> {});
            refuse(refusal, full);
            return Optional.empty();
        }
    }

    Allowance allowance(Peer peer) {
        return limits.of(peer.caller(), peer.address());
    }

    /** The seat of a session that begins. */
    Seat seat(Peer peer) throws Full {
        return connections.take(Kind.SESSIONS, peer.caller(), peer.address());
    }

    static void refuse(ClientAnswer answer, Full full) {
        int status = full.isOfAll() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : TOO_MANY_REQUESTS;
        refuse(answer, status, full.getMessage(), SOON);
    }

    /** Says no, why, and when to come again, and reads nothing more from the client. */
    private static void refuse(ClientAnswer answer, int status, String reason, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        String error = JsonRpcWriter.error(null, new JsonRpcError(JsonRpcError.INTERNAL_ERROR, reason, null));
        answer.whole(status, error, response -> {
            response.setHeader("Retry-After", Long.toString(seconds));
            response.setHeader("Connection", "close");
        });
    }
}
