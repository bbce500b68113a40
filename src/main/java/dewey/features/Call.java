package dewey.features;

import dewey.security.Caller;
import java.util.Optional;

/**
 * One call of a tool or prompt.
 *
 * @param caller who asks
 * @param arguments what was given along, read and checked
 * @param client the program that asks, for whoever has something to tell or ask it before the answer
 */
public record Call(Caller caller, Arguments arguments, Client client) {

    public String tenant() {
        return caller.tenant();
    }

    /** See {@link Arguments#get}. */
    public <T> T get(Parameter<T> parameter) {
        return arguments.get(parameter);
    }

    public <T> Optional<T> find(Parameter<T> parameter) {
        return arguments.find(parameter);
    }
}
