package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.tools.CheckedClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Predicate;

/** A session with the scripted upstream, whose both sides the test speaks; quotes are written as apostrophes. */
final class RelayedTalk implements AutoCloseable {
    private final String reason = UUID.randomUUID().toString();
    private final ScriptedUpstream upstream;
    private final RelayClient client;
    private final ScriptedSession server;

    RelayedTalk(RunningDewey dewey) throws Exception {
        upstream = new ScriptedUpstream(Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT")));
        client = RelayClient.connect(dewey.webSocket("/proxy/scripted"));
        server = upstream.session();
    }

    RelayedTalk client(String text) throws IOException {
        String json = text.replace('\'', '"');
        client.send(json);
        assertThat(server.read().text()).isEqualTo(json);
        return this;
    }

    RelayedTalk server(String text) throws Exception {
        String json = text.replace('\'', '"');
        server.send(json);
        assertThat(client.next().text()).isEqualTo(json);
        return this;
    }

    /** The session while it goes on, as soon as it is in the record. */
    JsonObject open(CheckedClient reader) throws InterruptedException {
        return await(reader, "open", session -> true);
    }

    /** Ends it and waits for its end in the record: the session as {@code dewey_list_sessions} has it. */
    JsonObject end(CheckedClient reader) throws InterruptedException {
        client.sendClose(1000, reason);
        return await(reader, "ended", session -> session.getString("reason", "").equals(reason));
    }

    private static JsonObject await(CheckedClient reader, String state, Predicate<JsonObject> wanted)
            throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            for (JsonObject session : reader.call("dewey_list_sessions", "upstream", "scripted", "state", state)
                    .getJsonArray("sessions")
                    .getValuesAs(JsonObject.class)) {
                if (wanted.test(session)) {
                    return session;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the session is not in the record");
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        upstream.close();
    }
}
