package dewey.features;

import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All arguments of a tool or prompt, or of one object inside them: their schema, and the reading that enforces it. */
public final class Parameters {
    private static final int LONGEST_NAME = 60;

    private final Map<String, Parameter<?>> parameters = new LinkedHashMap<>();

    private final JsonObject given;

    private Parameters(List<Parameter<?>> parameters, JsonObject given) {
        parameters.forEach(parameter -> this.parameters.put(parameter.name(), parameter));
        this.given = given;
    }

    public static Parameters of(Parameter<?>... parameters) {
        return new Parameters(List.of(parameters), null);
    }

    /** Arguments with a schema of their own, for a tool that checks {@link Arguments#asGiven()} by itself. */
    public static Parameters of(JsonObject schema) {
        return new Parameters(List.of(), schema);
    }

    /** In the order in which they were named. */
    public Collection<Parameter<?>> all() {
        return parameters.values();
    }

    /** The {@code inputSchema} (JSON Schema 2020-12). */
    public JsonObject schema() {
        if (given != null) {
            return given;
        }
        JsonObjectBuilder properties = JsonText.object();
        JsonArrayBuilder required = JsonText.array();
        for (Parameter<?> parameter : parameters.values()) {
            properties.add(parameter.name(), parameter.schema());
            if (parameter.isRequired()) {
                required.add(parameter.name());
            }
        }
        return JsonText.object()
                .add("type", "object")
                .add("properties", properties)
                .add("required", required)
                .add("additionalProperties", false)
                .build();
    }

    /**
     * Reads and checks everything at once.
     *
     * @throws Refused for the first argument that is unknown, missing, of the wrong type or out of its bounds
     */
    public Arguments read(JsonObject arguments) {
        if (given != null) {
            return new Arguments(Map.of(), arguments);
        }
        for (String name : arguments.keySet()) {
            if (!parameters.containsKey(name)) {
                String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
                throw Refused.invalid(shown, "is not an argument; known are " + String.join(", ", parameters.keySet()));
            }
        }
        Map<Parameter<?>, Object> values = new HashMap<>();
        parameters.values().forEach(parameter -> values.put(parameter, parameter.read(arguments)));
        return new Arguments(values, arguments);
    }
}
