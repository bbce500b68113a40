package dewey.websocket;

import dewey.security.Caller;
import dewey.security.Pass;
import java.util.List;

/** Peers without a server. */
public final class Peers {
    private Peers() {}

    /** Somebody on this machine, whose connection cannot be reached. */
    public static Peer local() {
        return new Peer(Pass.forEver(Caller.LOCAL), Connection.OUT_OF_REACH, List.of());
    }
}
