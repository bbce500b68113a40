package dewey.mcp;

import dewey.features.Client;
import dewey.features.InputRequest;
import dewey.features.LogLevel;
import dewey.features.MissingCapability;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** No client of MCP: nothing can be told or asked on the way to the answer. */
enum Nobody implements Client {
    THERE;

    @Override
    public void progress(long done, long total, String message) {
        // nobody hears it
    }

    @Override
    public void log(LogLevel level, String logger, JsonValue data) {
        // nobody hears it
    }

    @Override
    public boolean can(String capability) {
        return false;
    }

    @Override
    public Map<String, JsonObject> ask(Map<String, InputRequest> requests, JsonObject state) {
        throw new MissingCapability("elicitation");
    }

    @Override
    public Map<String, JsonObject> answers() {
        return Map.of();
    }

    @Override
    public Optional<JsonObject> state() {
        return Optional.empty();
    }

    @Override
    public void letGo() {
        // nobody waits
    }
}
