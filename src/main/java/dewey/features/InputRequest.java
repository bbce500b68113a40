package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Something that a server asks of a client: its user, its model, or itself (MCP, Client Features). */
public record InputRequest(String method, JsonObject params) {

    /** Asks the user to fill in a form. */
    public static InputRequest elicitation(String message, JsonObject schema) {
        return new InputRequest(
                "elicitation/create",
                JsonText.object()
                        .add("message", message)
                        .add("requestedSchema", schema)
                        .build());
    }

    /** @param params of {@code sampling/createMessage} */
    public static InputRequest sampling(JsonObject params) {
        return new InputRequest("sampling/createMessage", params);
    }

    public static InputRequest roots() {
        return new InputRequest("roots/list", JsonValue.EMPTY_JSON_OBJECT);
    }

    /** What the client must have declared. */
    public String capability() {
        return method.substring(0, method.indexOf('/'));
    }

    public JsonObject toJson() {
        return JsonText.object().add("method", method).add("params", params).build();
    }
}
