package dewey.resources;

import dewey.config.Settings;
import dewey.conversations.Conversation;
import dewey.conversations.ConversationChanged;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Cursor;
import dewey.conversations.ListQuery;
import dewey.conversations.Page;
import dewey.conversations.SortKey;
import dewey.features.Client;
import dewey.features.Resource;
import dewey.features.ResourceContents;
import dewey.features.ResourceDescription;
import dewey.features.ResourceLink;
import dewey.features.ResourcePage;
import dewey.features.ResourceUpdated;
import dewey.features.Suggestions;
import dewey.features.UriTemplate;
import dewey.json.JsonText;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.shapes.AsJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code dewey://conversation/{id}}: a conversation with its messages, as {@code dewey_get_conversation} gives them. */
@ApplicationScoped
public class ConversationResource implements Resource {
    private static final String MIME_TYPE = "application/json";
    private static final UriTemplate URI = new UriTemplate("dewey://conversation/{id}{?from_turn,limit}");

    @Inject
    private Conversations conversations;

    @Inject
    private Settings settings;

    @Inject
    private Event<ResourceUpdated> updates;

    @Override
    public ResourceDescription description() {
        return new ResourceDescription(
                URI,
                "conversation",
                "Conversation",
                "A conversation with its messages in order, as JSON. A long one comes in pages: while there is a \"next\", read"
                        + " that URI to go on. Subscribe to hear of new messages.",
                MIME_TYPE);
    }

    @Override
    public ResourcePage list(Caller caller, String cursor, int limit) {
        Cursor after = cursor == null ? null : Cursor.read(cursor);
        ListQuery query = new ListQuery(null, null, SortKey.UPDATED_AT, limit, 0, after);
        Page<Conversation> page = conversations.list(caller.tenant(), query);
        return new ResourcePage(
                page.items().stream().map(ConversationResource::link).toList(),
                page.nextCursor().orElse(null));
    }

    private static ResourceLink link(Conversation conversation) {
        String id = conversation.id().toString();
        return new ResourceLink(
                uri(conversation.id()),
                id,
                conversation.title().orElse("Conversation of " + conversation.createdAt()),
                describe(conversation),
                MIME_TYPE);
    }

    private static String describe(Conversation conversation) {
        return switch (conversation.messageCount()) {
            case 0 -> "No messages yet";
            case 1 -> "1 message, of " + conversation.updatedAt();
            default -> conversation.messageCount() + " messages, the last of " + conversation.updatedAt();
        };
    }

    @Override
    public List<ResourceContents> read(Caller caller, String uri, Map<String, String> variables, Client client) {
        Optional<UUID> id = uuid(variables.get("id"));
        if (id.isEmpty()) {
            return List.of();
        }
        int from = number(variables, "from_turn", 1);
        int limit = number(variables, "limit", Integer.MAX_VALUE);
        try {
            ConversationPage page = conversations.read(
                    caller.tenant(), id.get(), from, limit, settings.tools().maxAnswerBytes());
            return List.of(ResourceContents.text(uri, MIME_TYPE, JsonText.write(json(page, id.get(), variables))));
        } catch (Refused refused) {
            if (refused.reason() == Reason.NOT_FOUND) {
                return List.of();
            }
            throw refused;
        }
    }

    private static JsonObject json(ConversationPage page, UUID id, Map<String, String> variables) {
        JsonObjectBuilder json = AsJson.page(page);
        page.nextTurn().ifPresent(turn -> {
            Map<String, String> next = new HashMap<>(variables);
            next.put("id", id.toString());
            next.put("from_turn", Integer.toString(turn));
            json.add("next", URI.expand(next));
        });
        return json.build();
    }

    private static int number(Map<String, String> variables, String name, int otherwise) {
        String text = variables.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw Refused.invalid(name, "must be a whole number from 1 to " + Integer.MAX_VALUE);
    }

    @Override
    public Map<String, Instant> changes(String tenant, Collection<String> uris) {
        Map<UUID, List<String>> known =
                uris.stream().filter(uri -> id(uri).isPresent()).collect(Collectors.groupingBy(uri -> id(uri).get()));
        Map<String, Instant> changes = new HashMap<>();
        if (known.isEmpty()) {
            return changes;
        }
        conversations.lastChanges(tenant, known.keySet()).forEach((id, changed) -> known.get(id)
                .forEach(uri -> changes.put(uri, changed)));
        return changes;
    }

    private static Optional<UUID> id(String uri) {
        return URI.match(uri).flatMap(variables -> uuid(variables.get("id")));
    }

    @Override
    public Suggestions complete(Caller caller, String variable, String typed) {
        if (!variable.equals("id")) {
            return Suggestions.NONE;
        }
        List<String> ids = conversations.recent(caller.tenant(), typed, Suggestions.MOST + 1).stream()
                .map(conversation -> conversation.id().toString())
                .toList();
        return Suggestions.firstOf(ids);
    }

    void changed(@Observes ConversationChanged change) {
        updates.fire(new ResourceUpdated(change.tenant(), uri(change.id())));
    }

    private static String uri(UUID id) {
        return URI.expand(Map.of("id", id.toString()));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
