package dewey.websocket;

import dewey.frames.Handshakes;
import dewey.threads.Couriers;
import dewey.threads.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Sockets whose frames Dewey reads and writes itself ({@link FramedLine}), where the container says on which thread it reads a
 * connection.
 */
@ApplicationScoped
public class Upgrades {
    private static final Logger LOG = System.getLogger(Upgrades.class.getName());

    @Inject
    private OpenSockets sockets;

    @Inject
    private Workers workers;

    @Inject
    private Couriers couriers;

    /** Whether {@code request} is a handshake that {@link #accept} can take. It must have passed the {@link HandshakeFilter}. */
    public boolean mayTake(HttpServletRequest request) {
        return WellFormed.isMeant(request)
                && request.getUserPrincipal() instanceof Peer peer
                && peer.connection().isKnown();
    }

    /**
     * Answers the handshake.
     *
     * @param speaker makes whoever speaks on the socket, when it is open
     * @param begin asked then who takes what comes
     */
    public <S extends Speaker> void accept(
            HttpServletRequest request,
            HttpServletResponse response,
            int maxMessageBytes,
            Function<OpenSocket, S> speaker,
            Begin<S> begin)
            throws IOException, ServletException {
        Peer peer = (Peer) request.getUserPrincipal();
        Executor reads = peer.connection().reader().orElse(couriers);
        String path = request.getRequestURI();
        String subprotocol = subprotocol(request);
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "Upgrade");
        response.setHeader(
                "Sec-WebSocket-Accept",
                Handshakes.accept(request.getHeader(WellFormed.KEY_HEADER).strip()));
        if (!subprotocol.isEmpty()) {
            response.setHeader(Handshake.SUBPROTOCOL_HEADER, subprotocol);
        }
        Upgraded upgraded = request.upgrade(Upgraded.class);
        upgraded.whenReady(connection -> {
            FramedLine line = new FramedLine(path, connection, peer.connection(), maxMessageBytes, reads, workers::run);
            upgraded.whenOver(line::disconnected);
            line.beginToWrite();
            AtomicReference<S> speaking = new AtomicReference<>();
            OpenSocket socket = sockets.open(line, peer, opened -> {
                speaking.set(speaker.apply(opened));
                return speaking.get();
            });
            try {
                line.beginToRead(socket, begin.with(speaking.get(), socket, subprotocol));
            } catch (RuntimeException e) {
                socket.failed(e);
            }
        });
        response.flushBuffer();
    }

    /** What is done when a socket is open. */
    @FunctionalInterface
    public interface Begin<S extends Speaker> {
        /** Who takes what comes; {@code subprotocol} is what was agreed to, or empty. */
        Receiver with(S speaker, OpenSocket socket, String subprotocol);
    }

    private static String subprotocol(HttpServletRequest request) {
        boolean offered = Collections.list(request.getHeaders(Handshake.SUBPROTOCOL_HEADER)).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .anyMatch(name -> name.strip().equals(Handshake.SUBPROTOCOL));
        return offered ? Handshake.SUBPROTOCOL : "";
    }

    /** Made by the container, for one connection. */
    public static final class Upgraded implements HttpUpgradeHandler {
        private Ready beginning;
        private volatile Runnable end;

        void whenReady(Ready then) {
            beginning = then;
        }

        @Override
        public void init(WebConnection connection) {
            try {
                beginning.with(connection);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "A connection was gone before it was open", e);
                end = null;
            }
            // Payara keeps what has served an upgrade for a while
            beginning = null;
        }

        void whenOver(Runnable then) {
            end = then;
        }

        /** Of a connection that is lost some containers tell here only. */
        @Override
        public void destroy() {
            Runnable told = end;
            end = null;
            if (told != null) {
                told.run();
            }
        }
    }

    @FunctionalInterface
    interface Ready {
        void with(WebConnection connection) throws IOException;
    }
}
