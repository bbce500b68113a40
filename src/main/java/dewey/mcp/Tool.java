package dewey.mcp;

import dewey.security.Caller;
import jakarta.json.JsonObject;

/** One thing that a model can ask Dewey to do. Implementations are CDI beans and hold no state of a call. */
public interface Tool {

    ToolDescription description();

    /**
     * Does it.
     *
     * @param arguments read and checked against {@link ToolDescription#input()}
     * @return the {@code structuredContent}, true to {@link ToolDescription#output()}
     * @throws dewey.refusals.Refused when a rule is broken that the caller can mend; nothing has changed then
     */
    JsonObject call(Caller caller, Arguments arguments);
}
