package dewey.proxy;

import dewey.limits.Allowance;
import dewey.limits.Family;
import dewey.limits.RateLimits;
import dewey.transports.CloseCodes;
import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream;
import dewey.websocket.OpenSocket;
import dewey.websocket.Receiver;
import dewey.websocket.Utf8;

/** What a client sends to its upstream, however its frames come: counted, bounded, and handed to the relay. */
final class ClientSide {
    private final Relay relay;
    private final Allowance allowance;
    private final int maxMessageBytes;

    /** For the client of {@code socket}, for whom {@code relay} was made. */
    ClientSide(OpenSocket socket, Relay relay, Upstream upstream, RateLimits limits) {
        this.relay = relay;
        allowance = limits.of(socket.caller(), socket.address());
        maxMessageBytes = upstream.limits().maxMessageBytes();
    }

    Receiver receiver() {
        return new Receiver(this::text, this::binary, this::tooLarge);
    }

    void text(String text) {
        take(new Text(text));
    }

    void binary(byte[] data) {
        take(new Binary(data));
    }

    void tooLarge(long bytes) {
        relay.refused(bytes, CloseCodes.TOO_BIG, "a message is larger than " + maxMessageBytes + " bytes");
    }

    private void take(Payload message) {
        if (allowance.tryTake(Family.MESSAGES).isPresent()) {
            relay.refused(size(message), CloseCodes.TRY_AGAIN_LATER, allowance.bound(Family.MESSAGES));
        } else {
            relay.fromClient(message);
        }
    }

    private static int size(Payload message) {
        return message instanceof Text text ? Utf8.length(text.text()) : ((Binary) message).data().length;
    }
}
