package dewey.mcp;

import dewey.features.InputRequest;
import jakarta.json.JsonObject;
import java.util.Map;

/** A call of the modern era ends here: its client is to come again with the answers (MCP 2026-07-28, Multi Round-Trip Requests). */
final class InputRequired extends RuntimeException {
    private final transient Map<String, InputRequest> requests;
    private final transient JsonObject state;

    /** @param state what is to come along again; null for nothing */
    InputRequired(Map<String, InputRequest> requests, JsonObject state) {
        super("input of the client is required", null, false, false);
        this.requests = Map.copyOf(requests);
        this.state = state;
    }

    Map<String, InputRequest> requests() {
        return requests;
    }

    JsonObject state() {
        return state;
    }
}
