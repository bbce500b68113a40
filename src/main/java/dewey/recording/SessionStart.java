package dewey.recording;

import dewey.conversations.NewConversation;
import dewey.security.Caller;
import java.time.Instant;
import java.util.UUID;

/**
 * What is known of a relayed session when it begins.
 *
 * @param id of the session, and of the conversation that records it; time-ordered
 * @param tenant whose record it is
 * @param caller who opened it; never a credential
 * @param upstream the name of the upstream
 * @param door by what the client came: websocket or http
 * @param transport how the upstream is reached: websocket, http, stdio or replay
 */
public record SessionStart(
        UUID id, String tenant, String caller, String upstream, String door, String transport, Instant at) {

    /** A session that begins now. */
    public static SessionStart now(Caller caller, String upstream, String door, String transport) {
        return new SessionStart(
                NewConversation.newId(), caller.tenant(), caller.name(), upstream, door, transport, Instant.now());
    }
}
