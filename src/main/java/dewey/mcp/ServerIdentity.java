package dewey.mcp;

import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
            Resources: dewey://conversation/{id} and dewey://context/{name} can be read and subscribed to; \
            dewey://context/active is the active startup context. \
            A refused call changes nothing and says in error.field and error.message what to mend.""";

    /** A card of a library's catalogue. */
    private static final String PICTURE =
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#734f1e" stroke-width="2">\
            <rect x="3" y="5" width="18" height="14" rx="1.5"/><path d="M6 9h12M6 12h12M6 15h4"/>\
            <circle cx="16" cy="15.5" r="1"/></svg>""";

    private static final String ICON = "data:image/svg+xml;base64,"
            + Base64.getEncoder().encodeToString(PICTURE.getBytes(StandardCharsets.US_ASCII));

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

    /** The same with what people see of a server. */
    JsonObject introduction() {
        JsonObjectBuilder icon = JsonText.object()
                .add("src", ICON)
                .add("mimeType", "image/svg+xml")
                .add("sizes", JsonText.array().add("any"));
        return JsonText.object(info)
                .add("description", "Keeps conversations with AI agents for good, and finds them again")
                .add("icons", JsonText.array().add(icon))
                .build();
    }

    JsonObject capabilities() {
        JsonObject changing = JsonText.object().add("listChanged", true).build();
        return JsonText.object()
                .add("tools", changing)
                .add("resources", JsonText.object(changing).add("subscribe", true))
                .add("prompts", changing)
                .add("completions", JsonText.object())
                .add("logging", JsonText.object())
                .build();
    }
}
