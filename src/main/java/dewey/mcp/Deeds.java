package dewey.mcp;

import dewey.features.Effect;
import dewey.security.Caller;
import dewey.security.Deed;
import dewey.security.Deed.Action;
import dewey.security.Deed.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.function.Consumer;

/** Tells the audit what callers did through MCP: which tool, resource or prompt, and to what; never what was said. */
@ApplicationScoped
public class Deeds {
    /** The arguments that say to what something is done, the first that is there. */
    private static final List<String> TARGETS = List.of("conversation_id", "name", "session_id");

    private final Consumer<Deed> audit;

    @Inject
    Deeds(Event<Deed> event) {
        this(event::fire);
    }

    Deeds(Consumer<Deed> audit) {
        this.audit = audit;
    }

    /** For CDI's client proxy only. */
    protected Deeds() {
        this((Consumer<Deed>) null);
    }

    void called(Caller caller, String tool, Effect effect, JsonObject arguments, Outcome outcome) {
        note(caller, action(effect), tool, target(arguments), outcome);
    }

    void note(Caller caller, Action action, String what, String target, Outcome outcome) {
        audit.accept(new Deed(caller, action, what, target, outcome));
    }

    private static Action action(Effect effect) {
        return switch (effect) {
            case READS -> Action.READ;
            case ADDS, SETS -> Action.WRITE;
            case DELETES, ERASES -> Action.DELETE;
        };
    }

    private static String target(JsonObject arguments) {
        for (String name : TARGETS) {
            if (arguments.get(name) instanceof JsonString text) {
                return text.getString();
            }
        }
        return "";
    }
}
