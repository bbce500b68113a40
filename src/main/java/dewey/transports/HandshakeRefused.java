package dewey.transports;

/** The upstream speaks no WebSocket here, or not with us. The message is fit for everybody. */
final class HandshakeRefused extends Exception {
    HandshakeRefused(String how) {
        super(how, null, false, false);
    }

    static HandshakeRefused status(int status) {
        return new HandshakeRefused("the upstream refused the WebSocket handshake with HTTP " + status);
    }
}
