package dewey.tools;

import dewey.conversations.Cursor;
import dewey.conversations.Metadata;
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
import dewey.search.Facets;
import dewey.search.Filter;
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
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** {@code dewey_search}. */
@ApplicationScoped
public class Search implements Tool {
    private static final Parameter<String> QUERY = Parameter.text(
                    "query",
                    10_000,
                    "A question or words, of which rare ones weigh most; also \"several words\" (required), -unwanted,"
                            + " this OR \"that one\", begin*, role:user, author:Ada, session:s-1, after:2024-05-01,"
                            + " before:2025. Any text is legal")
            .required();
    private static final Parameter<String> SESSION_ID = Common.sessionId("Only in this session");
    private static final Parameter<UUID> CONVERSATION_ID =
            Parameter.uuid("conversation_id", "Only in this conversation");
    private static final Parameter<Role> ROLE = Common.role("Only what this role said");
    private static final Parameter<Instant> START_DATE = Common.startDate("Only messages from then on");
    private static final Parameter<Instant> END_DATE = Common.endDate("Only messages up to then");
    private static final Parameter<String> AUTHOR =
            Parameter.text("author", 1000, "Only what someone said whose name has this in it");
    private static final Parameter<JsonObject> METADATA = Parameter.object(
            "metadata", "Only messages that have this in their metadata or in that of their conversation");
    private static final Parameter<String> LANGUAGE = Parameter.text(
            "language",
            2,
            "ISO 639-1 code: also look for the forms that words have in this language, in messages whose metadata"
                    + " names it as \"language\"; English needs no mention");
    private static final Parameter<Boolean> FACETS = Parameter.flag(
                    "facets", "Whether to count what was found by role, session and month")
            .otherwise(false, JsonValue.FALSE);
    private static final Parameter<Integer> CONTEXT_TURNS = Parameter.integer(
                    "context_turns", 0, 5, "How many turns before and after each hit to give with it")
            .otherwise(0, JsonText.number(0));
    private static final Parameter<Boolean> INCLUDE_CONTENT = Parameter.flag(
                    "include_content", "Whether to give whole contents; the snippet is given in any case")
            .otherwise(true, JsonValue.TRUE);

    private static final JsonObject TURN = Schema.members()
            .always("id", Schema.UUID)
            .always("turn", Schema.INTEGER)
            .always("role", Schema.STRING)
            .sometimes("content", Schema.STRING)
            .always("created_at", Schema.TIMESTAMP)
            .sometimes("author", Schema.STRING)
            .build();

    private final MessageSearch messages;

    @Inject
    public Search(MessageSearch messages) {
        this.messages = messages;
    }

    /** For the container, which proxies this bean. */
    protected Search() {
        this(null);
    }

    @Override
    public ToolDescription description() {
        JsonObject hit = Schema.members()
                .always("conversation_id", Schema.UUID)
                .always("session_id", Schema.nullable(Schema.STRING))
                .always("message_id", Schema.UUID)
                .always("turn", Schema.INTEGER)
                .always("role", Schema.STRING)
                .sometimes("content", Schema.STRING)
                .always("rank", Schema.NUMBER)
                .always("created_at", Schema.TIMESTAMP)
                .always("conversation_metadata", Schema.OBJECT)
                .always("snippet", Schema.STRING)
                .sometimes("conversation_title", Schema.STRING)
                .sometimes("author", Schema.STRING)
                .sometimes("context", Schema.arrayOf(TURN))
                .build();
        return new ToolDescription(
                "dewey_search",
                "Search messages",
                "Finds messages by their words, best first, in all conversations or in a part of them. Read on around"
                        + " a hit with dewey_get_conversation and from_turn.",
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
                        Common.CURSOR,
                        AUTHOR,
                        METADATA,
                        LANGUAGE,
                        FACETS,
                        INCLUDE_CONTENT),
                Schema.members()
                        .always("results", Schema.arrayOf(hit))
                        .always(
                                "total",
                                Schema.described(
                                        Schema.INTEGER,
                                        "How many were found; all that match, unless total_is_exact is false"))
                        .always("limit", Schema.INTEGER)
                        .always("offset", Schema.INTEGER)
                        .sometimes(
                                "total_is_exact",
                                Schema.described(
                                        Schema.BOOLEAN,
                                        "false: messages that hold only frequent words of the query were not counted"))
                        .sometimes(
                                "partial",
                                Schema.described(
                                        Schema.BOOLEAN,
                                        "true: the search was cut short, and better ones may be missing"))
                        .sometimes(
                                "facets",
                                Schema.members()
                                        .always("role", Schema.OBJECT)
                                        .always("session", Schema.OBJECT)
                                        .always("month", Schema.OBJECT)
                                        .build())
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
                filter(call),
                call.get(Common.LIMIT),
                call.get(Common.OFFSET),
                call.find(Common.CURSOR).map(Cursor::read).orElse(null),
                call.get(CONTEXT_TURNS),
                call.get(FACETS),
                call.get(LANGUAGE));
        SearchPage page = messages.find(call.tenant(), query);
        JsonObjectBuilder answer = JsonText.object()
                .add(
                        "results",
                        JsonText.arrayOf(page.hits().stream()
                                .map(hit -> hit(hit, query.contextTurns() > 0, call.get(INCLUDE_CONTENT)))
                                .toList()))
                .add("total", page.total())
                .add("limit", query.limit())
                .add("offset", query.offset());
        if (!page.isTotal()) {
            answer.add("total_is_exact", false);
        }
        if (page.isPartial()) {
            answer.add("partial", true);
        }
        page.facets().ifPresent(facets -> answer.add("facets", facets(facets)));
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return ToolResult.of(answer.build());
    }

    private static Filter filter(Call call) {
        return new Filter(
                call.get(SESSION_ID),
                call.get(CONVERSATION_ID),
                call.get(ROLE),
                call.get(AUTHOR),
                call.find(METADATA).map(Metadata::new).orElse(null),
                call.get(START_DATE),
                call.get(END_DATE));
    }

    private static JsonObject facets(Facets facets) {
        return JsonText.object()
                .add("role", counts(facets.roles()))
                .add("session", counts(facets.sessions()))
                .add("month", counts(facets.months()))
                .build();
    }

    private static JsonObjectBuilder counts(Map<String, Integer> counts) {
        JsonObjectBuilder json = JsonText.object();
        counts.forEach(json::add);
        return json;
    }

    private static JsonObject hit(Hit hit, boolean withContext, boolean withContent) {
        FoundMessage message = hit.message();
        JsonObjectBuilder json = JsonText.object()
                .add("conversation_id", hit.conversationId().toString())
                .add("session_id", AsJson.orNull(hit.sessionId()))
                .add("message_id", message.id().toString())
                .add("turn", message.turnNumber())
                .add("role", message.role().wireName())
                .add("rank", hit.rank())
                .add("created_at", Timestamp.text(message.createdAt()))
                .add("conversation_metadata", hit.conversationMetadata().value())
                .add("snippet", hit.snippet());
        if (withContent) {
            json.add("content", message.content());
        }
        hit.conversationTitle().ifPresent(title -> json.add("conversation_title", title));
        message.author().ifPresent(author -> json.add("author", author));
        if (withContext) {
            json.add(
                    "context",
                    JsonText.arrayOf(hit.context().stream()
                            .map(turn -> turn(turn, withContent))
                            .toList()));
        }
        return json.build();
    }

    private static JsonObject turn(FoundMessage message, boolean withContent) {
        JsonObjectBuilder json = JsonText.object()
                .add("id", message.id().toString())
                .add("turn", message.turnNumber())
                .add("role", message.role().wireName())
                .add("created_at", Timestamp.text(message.createdAt()));
        if (withContent) {
            json.add("content", message.content());
        }
        message.author().ifPresent(author -> json.add("author", author));
        return json.build();
    }
}
