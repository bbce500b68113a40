package dewey.features;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The arguments of one call, read and checked. */
public final class Arguments {
    private final Map<Parameter<?>, Object> values;

    private final JsonObject given;

    Arguments(Map<Parameter<?>, Object> values, JsonObject given) {
        this.values = values;
        this.given = given;
    }

    /** All of them, as the client wrote them. */
    public JsonObject asGiven() {
        return given;
    }

    /** The value of a parameter that is required or has a default; null for another that was left out. */
    @SuppressWarnings("unchecked") // a value was made by the reader of its own parameter
    public <T> T get(Parameter<T> parameter) {
        if (!values.containsKey(parameter)) {
            throw new IllegalArgumentException(parameter.name() + " is not a parameter of this tool");
        }
        return (T) values.get(parameter);
    }

    public <T> Optional<T> find(Parameter<T> parameter) {
        return Optional.ofNullable(get(parameter));
    }
}
