package dewey.tools;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.features.Arguments;
import dewey.features.Parameter;
import dewey.features.Parameters;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The arguments that make a message, in the tool that stores one and in the tool that stores many. */
final class MessageArguments {
    private static final Parameter<Role> ROLE = Common.role("Who speaks").required();
    private static final Parameter<JsonValue> CONTENT = Parameter.textOrBlocks(
                    "content", "What is said: a text that is not blank, or an array of MCP content blocks")
            .required();
    private static final Parameter<String> AUTHOR =
            Parameter.text("author", 1000, "The speaker's name, for instance of a person, a model or a tool");
    private static final Parameter<JsonObject> METADATA =
            Parameter.object("metadata", "Facts about the message as a JSON object, kept as they are");
    private static final Parameter<String> EXTERNAL_ID = Parameter.text(
            "external_id", 1000, "Your own id of the message; within a conversation each is stored once");

    /** These parameters, with those of one tool before them. */
    Parameters with(Parameter<?>... others) {
        List<Parameter<?>> all = new ArrayList<>(List.of(others));
        all.addAll(List.of(ROLE, CONTENT, AUTHOR, METADATA, EXTERNAL_ID));
        return Parameters.of(all.toArray(Parameter<?>[]::new));
    }

    NewMessage read(Arguments arguments) {
        JsonValue content = arguments.get(CONTENT);
        Role role = arguments.get(ROLE);
        NewMessage message = content instanceof JsonArray blocks
                ? NewMessage.ofBlocks(role, blocks)
                : NewMessage.of(role, ((JsonString) content).getString());
        message = message.by(arguments.get(AUTHOR)).identifiedBy(arguments.get(EXTERNAL_ID));
        JsonObject metadata = arguments.get(METADATA);
        return metadata == null ? message : message.with(new Metadata(metadata));
    }
}
