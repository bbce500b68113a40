package dewey.mcp;

import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import org.eclipse.microprofile.config.ConfigProvider;

/** How Dewey introduces itself to clients and to the models behind them. */
@ApplicationScoped
public class ServerIdentity {
    static final String INSTRUCTIONS =
            """
            Dewey keeps conversations for good and finds them again. To keep one: dewey_begin_conversation once, then \
            dewey_store_message for each turn (or dewey_store_messages_bulk for many at once); give external_id to make \
            a repeated call harmless. To recall: dewey_search finds messages by words, dewey_list_conversations shows \
            what there is, dewey_get_conversation reads one in order; follow next_cursor for more. Startup contexts are \
            named texts to load at the start of a session: dewey_get_startup_context without a name gives the active one. \
            A refused call changes nothing and says in error.field and error.message what to mend.""";

    private final JsonObject info;

    public ServerIdentity() {
        this(ConfigProvider.getConfig()
                .getOptionalValue("dewey.version", String.class)
                .orElse("unknown"));
    }

    ServerIdentity(String version) {
        info = JsonText.object()
                .add("name", "dewey")
                .add("title", "Dewey")
                .add("version", version)
                .build();
    }

    /** MCP's {@code Implementation}. */
    JsonObject info() {
        return info;
    }

    JsonObject capabilities() {
        return JsonText.object()
                .add("tools", JsonText.object().add("listChanged", false))
                .build();
    }
}
