package dewey.toollists;

import jakarta.json.JsonArray;
import java.time.Instant;
import java.util.UUID;

/**
 * A whole list of tools, as a session has seen it.
 *
 * @param upstream whose tools they are
 * @param session the conversation that records the session
 * @param sequence of the answer with which the list was complete
 * @param tools objects with a {@code name}, without secrets
 */
public record SeenTools(String upstream, UUID session, long sequence, Instant at, JsonArray tools) {}
