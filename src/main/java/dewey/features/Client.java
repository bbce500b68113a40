package dewey.features;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** The program that waits for the answer to a call, and what can be said to it meanwhile. Each era of MCP has its own way. */
public interface Client {

    /**
     * Tells how far the work is (MCP, Progress); nothing is told to a client that has not asked for it.
     *
     * @param done more each time
     * @param total negative when nobody knows
     */
    void progress(long done, long total, String message);

    /** Tells what happens (MCP, Logging), if the client wants to hear of things of this weight. */
    void log(LogLevel level, String logger, JsonValue data);

    /** Whether it has declared a capability: {@code elicitation}, {@code sampling} or {@code roots}. */
    boolean can(String capability);

    /**
     * Asks the client, and its user or model behind it. In the era of sessions this waits for the answers. In the stateless one it ends
     * the call unless they are there already: the client comes again with them, and the tool begins anew.
     *
     * @param state what the tool wants to know then; not secret, but nobody can change it; null for nothing
     * @return the results by the names of the requests
     * @throws MissingCapability when the client cannot be asked such a thing
     */
    Map<String, JsonObject> ask(Map<String, InputRequest> requests, JsonObject state);

    /** The answers that came with this call although nothing was asked in it yet; never in the era of sessions. */
    Map<String, JsonObject> answers();

    /** What the tool wanted to know when it asked last. */
    Optional<JsonObject> state();

    /** Lets a client that polls go, which comes again for the answer (MCP 2025-11-25, Streamable HTTP); nothing elsewhere. */
    void letGo();
}
