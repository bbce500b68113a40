package dewey.crash;

import jakarta.json.JsonObject;

/** A client's connection, as far as it calls tools. */
interface ToolCalls extends AutoCloseable {
    /**
     * Calls a tool and waits for the whole response.
     *
     * @throws IllegalStateException when the connection is lost, or the server does not take the request
     * @throws java.util.concurrent.CompletionException the same, or there is no answer in time
     */
    JsonObject call(String tool, JsonObject arguments);

    @Override
    void close();
}
