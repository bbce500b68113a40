package dewey.tools;

import dewey.json.JsonOf;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A conversation on the server, and what tests do to it; arguments are names and values by turns. */
record Talk(CheckedClient client, String id) {

    static Talk begin(CheckedClient client, Object... arguments) {
        return new Talk(
                client, client.call("dewey_begin_conversation", arguments).getString("conversation_id"));
    }

    /** A message as a bulk takes it. */
    static JsonObject message(String role, Object content, Object... more) {
        return JsonOf.object(joined(more, "role", role, "content", content));
    }

    /** The same conversation by another client. */
    Talk by(CheckedClient other) {
        return new Talk(other, id);
    }

    JsonObject store(String role, Object content, Object... more) {
        return client.call(
                "dewey_store_message", joined(more, "conversation_id", id, "role", role, "content", content));
    }

    CompletableFuture<JsonObject> beginStore(String content) {
        return client.begin("dewey_store_message", "conversation_id", id, "role", "user", "content", content);
    }

    JsonObject refusedStore(Object... arguments) {
        return client.refusal("dewey_store_message", joined(arguments, "conversation_id", id));
    }

    JsonObject bulk(JsonArray messages, Object... more) {
        return client.call("dewey_store_messages_bulk", joined(more, "conversation_id", id, "messages", messages));
    }

    JsonObject refusedBulk(Object messages) {
        return client.refusal("dewey_store_messages_bulk", "conversation_id", id, "messages", messages);
    }

    JsonObject read(Object... more) {
        return client.call("dewey_get_conversation", joined(more, "conversation_id", id));
    }

    List<JsonObject> messages() {
        return read().getJsonArray("messages").getValuesAs(JsonObject.class);
    }

    List<String> contents() {
        return contents(read());
    }

    static List<String> contents(JsonObject page) {
        return page.getJsonArray("messages")
                .getValuesAs(message -> message.asJsonObject().getString("content"));
    }

    static Object[] joined(Object[] more, Object... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }
}
