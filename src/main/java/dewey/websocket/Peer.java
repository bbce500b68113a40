package dewey.websocket;

import dewey.security.Caller;
import dewey.security.Pass;
import jakarta.websocket.Session;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of a socket or request, and by what connection. It goes from the handshake to the socket as its principal,
 * which is the only thing that Jakarta WebSocket hands over from a servlet request.
 *
 * @param address from where it comes, as a literal
 * @param via by which Deweys it came: what its {@code Dewey-Hop} headers said
 */
public record Peer(Pass pass, Connection connection, List<String> via) implements Principal {
    public Caller caller() {
        return pass.caller();
    }

    /** From where it comes, as a literal. */
    public String address() {
        return caller().address();
    }

    /** The peer that the handshake's filter has put there; empty when the handshake went past the filter. */
    static Optional<Peer> of(Session session) {
        return Optional.ofNullable(session.getUserPrincipal())
                .filter(Peer.class::isInstance)
                .map(Peer.class::cast);
    }

    @Override
    public String getName() {
        return caller().name();
    }
}
