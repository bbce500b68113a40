package dewey.tools;

import dewey.conversations.Cursor;
import dewey.conversations.Role;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.limits.Family;
import dewey.search.FoundMessage;
import dewey.search.Hit;
import dewey.search.MessageSearch;
import dewey.search.SearchPage;
import dewey.search.SearchQuery;
import dewey.shapes.AsJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.UUID;

/** {@code dewey_search}. */
@ApplicationScoped
public class Search implements Tool {
    private static final Parameter<String> QUERY = Parameter.text(
                    "query", 10_000, "Words to look for, as in a question; any text is legal")
            .required();
    private static final Parameter<String> SESSION_ID = Common.sessionId("Only in this session");
    private static final Parameter<UUID> CONVERSATION_ID =
            Parameter.uuid("conversation_id", "Only in this conversation");
    private static final Parameter<Role> ROLE = Common.role("Only what this role said");
    private static final Parameter<Instant> START_DATE = Common.startDate("Only messages from then on");
    private static final Parameter<Instant> END_DATE = Common.endDate("Only messages up to then");
    private static final Parameter<Integer> CONTEXT_TURNS = Parameter.integer(
                    "context_turns", 0, 5, "How many turns before and after each hit to give with it")
            .otherwise(0, JsonText.number(0));

    private static final JsonObject TURN = Schema.members()
            .always("id", Schema.UUID)
            .always("turn", Schema.INTEGER)
            .always("role", Schema.STRING)
            .always("content", Schema.STRING)
            .always("created_at", Schema.TIMESTAMP)
            .sometimes("author", Schema.STRING)
            .build();

    @Inject
    private MessageSearch messages;

    @Override
    public ToolDescription description() {
        JsonObject hit = Schema.members()
                .always("conversation_id", Schema.UUID)
                .always("session_id", Schema.nullable(Schema.STRING))
                .always("message_id", Schema.UUID)
                .always("turn", Schema.INTEGER)
                .always("role", Schema.STRING)
                .always("content", Schema.STRING)
                .always("rank", Schema.NUMBER)
                .always("created_at", Schema.TIMESTAMP)
                .always("conversation_metadata", Schema.OBJECT)
                .always("snippet", Schema.STRING)
                .sometimes("author", Schema.STRING)
                .sometimes("context", Schema.arrayOf(TURN))
                .build();
        return new ToolDescription(
                "dewey_search",
                "Search messages",
                "Finds messages by their words, best first, in all conversations or in a part of them. Read on around a hit"
                        + " with dewey_get_conversation and from_turn.",
                Parameters.of(
                        QUERY,
                        SESSION_ID,
                        START_DATE,
                        END_DATE,
                        Common.LIMIT,
                        Common.OFFSET,
                        ROLE,
                        CONVERSATION_ID,
                        CONTEXT_TURNS,
                        Common.CURSOR),
                Schema.members()
                        .always("results", Schema.arrayOf(hit))
                        .always("total", Schema.INTEGER)
                        .always("limit", Schema.INTEGER)
                        .always("offset", Schema.INTEGER)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public Family family() {
        return Family.SEARCH;
    }

    @Override
    public ToolResult call(Call call) {
        SearchQuery query = new SearchQuery(
                call.get(QUERY),
                call.get(SESSION_ID),
                call.get(CONVERSATION_ID),
                call.get(ROLE),
                call.get(START_DATE),
                call.get(END_DATE),
                call.get(Common.LIMIT),
                call.get(Common.OFFSET),
                call.find(Common.CURSOR).map(Cursor::read).orElse(null),
                call.get(CONTEXT_TURNS));
        SearchPage page = messages.find(call.tenant(), query);
        JsonObjectBuilder answer = JsonText.object()
                .add(
                        "results",
                        JsonText.arrayOf(page.hits().stream()
                                .map(hit -> hit(hit, query.contextTurns() > 0))
                                .toList()))
                .add("total", page.total())
                .add("limit", query.limit())
                .add("offset", query.offset());
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return ToolResult.of(answer.build());
    }

    private static JsonObject hit(Hit hit, boolean withContext) {
        FoundMessage message = hit.message();
        JsonObjectBuilder json = JsonText.object()
                .add("conversation_id", hit.conversationId().toString())
                .add("session_id", AsJson.orNull(hit.sessionId()))
                .add("message_id", message.id().toString())
                .add("turn", message.turnNumber())
                .add("role", message.role().wireName())
                .add("content", message.content())
                .add("rank", hit.rank())
                .add("created_at", Timestamp.text(message.createdAt()))
                .add("conversation_metadata", hit.conversationMetadata().value())
                .add("snippet", hit.snippet());
        message.author().ifPresent(author -> json.add("author", author));
        if (withContext) {
            json.add(
                    "context",
                    JsonText.arrayOf(hit.context().stream().map(Search::turn).toList()));
        }
        return json.build();
    }

    private static JsonObject turn(FoundMessage message) {
        JsonObjectBuilder json = JsonText.object()
                .add("id", message.id().toString())
                .add("turn", message.turnNumber())
                .add("role", message.role().wireName())
                .add("content", message.content())
                .add("created_at", Timestamp.text(message.createdAt()));
        message.author().ifPresent(author -> json.add("author", author));
        return json.build();
    }
}
