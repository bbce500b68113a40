package dewey.tools;

import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Message;
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
import dewey.search.Filter;
import dewey.search.FoundMessage;
import dewey.search.Hit;
import dewey.search.MessageSearch;
import dewey.search.SearchQuery;
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code dewey_build_context}.
 *
 * <p>The startup context may take half of the budget, the last turns then half of what is left, as long as something is to be found, too,
 * and what is found the rest; what that leaves goes to more turns. The newest turn is cut rather than left out.
 */
@ApplicationScoped
public class BuildContext implements Tool {
    private static final String STARTUP = "Startup context";
    private static final String FOUND = "What was said before";
    private static final String TURNS = "The last turns";
    private static final long MOST_BYTES = 4 << 20;

    private static final Parameter<Integer> MAX_TOKENS = Parameter.integer(
                    "max_tokens",
                    100,
                    200_000,
                    "How many tokens at most, as Dewey estimates them (3.5 ASCII characters each)")
            .otherwise(4_000, JsonText.number(4_000));
    private static final Parameter<String> QUERY = Parameter.text(
            "query", 10_000, "What the session is about: the best hits of dewey_search for it are given");
    private static final Parameter<UUID> CONVERSATION_ID =
            Parameter.uuid("conversation_id", "The conversation whose last turns are given");
    private static final Parameter<String> SESSION_ID = Common.sessionId("Hits only of this session");
    private static final Parameter<String> NAME =
            Parameter.text("startup_context", 200, "Name of the startup context; left out, the active one");
    private static final Parameter<Integer> LAST_TURNS = Parameter.integer(
                    "turns", 0, 100, "How many of the last turns at most")
            .otherwise(20, JsonText.number(20));
    private static final Parameter<Integer> HITS =
            Parameter.integer("hits", 0, 50, "How many hits at most").otherwise(10, JsonText.number(10));

    @Inject
    private StartupContexts contexts;

    @Inject
    private Conversations conversations;

    @Inject
    private MessageSearch search;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_build_context",
                "Build a context",
                "Puts together what to begin or go on with, within a budget of tokens: the startup context, the best hits for a"
                        + " query, and the last turns of a conversation, in this order. Tells which messages it holds and what was"
                        + " left out.",
                Parameters.of(MAX_TOKENS, QUERY, CONVERSATION_ID, SESSION_ID, NAME, LAST_TURNS, HITS),
                Schema.members()
                        .always("context", Schema.described(Schema.STRING, "The text to give to a model"))
                        .always("tokens", Schema.INTEGER)
                        .always("max_tokens", Schema.INTEGER)
                        .always("parts", Schema.arrayOf(part(true)))
                        .always("left_out", Schema.arrayOf(part(false)))
                        .sometimes(
                                "earlier_turns",
                                Schema.described(
                                        Schema.INTEGER,
                                        "How many turns the conversation has before those that were looked at")),
                Effect.READS,
                null);
    }

    private static JsonObject part(boolean isShown) {
        Schema.Members members = Schema.members()
                .always("kind", Schema.described(Schema.STRING, "startup_context, hit or turn"))
                .always("id", Schema.described(Schema.UUID, "Of the startup context or the message"))
                .always("tokens", Schema.INTEGER)
                .sometimes("name", Schema.STRING)
                .sometimes("conversation_id", Schema.UUID)
                .sometimes("turn", Schema.INTEGER);
        return (isShown
                        ? members.always(
                                "shown",
                                Schema.described(Schema.STRING, "whole, beginning (cut) or excerpt (what matches)"))
                        : members)
                .build();
    }

    @Override
    public Family family() {
        return Family.SEARCH;
    }

    @Override
    public ToolResult call(Call call) {
        Briefing briefing = new Briefing(call.get(MAX_TOKENS), List.of(STARTUP, FOUND, TURNS));
        startupContext(call).ifPresent(context -> briefing.addCut(STARTUP, part(context), call.get(MAX_TOKENS) / 2));
        Optional<ConversationPage> page = call.find(CONVERSATION_ID)
                .filter(id -> call.get(LAST_TURNS) > 0)
                .map(id -> conversations.readLast(call.tenant(), id, call.get(LAST_TURNS), MOST_BYTES));
        List<Message> newestFirst =
                new ArrayList<>(page.map(ConversationPage::messages).orElse(List.of()));
        Collections.reverse(newestFirst);
        List<Hit> hits = hits(call);
        Set<UUID> shown = new HashSet<>();
        int before = briefing.left();
        int next = 0;
        // first so many turns as leave half to what is found
        for (; next < newestFirst.size(); next++) {
            int most = hits.isEmpty() ? briefing.left() : before / 2 - (before - briefing.left());
            Briefing.Part turn = part(newestFirst.get(next));
            if (next > 0 && Tokens.of(turn.heading() + turn.text()) + 1 > most) {
                break;
            }
            if (briefing.addCut(TURNS, turn, most)) {
                shown.add(newestFirst.get(next).id());
            }
        }
        for (Hit hit : hits) {
            if (shown.add(hit.message().id())) {
                briefing.add(FOUND, part(hit), briefing.left());
            }
        }
        boolean isFull = false;
        for (; next < newestFirst.size(); next++) {
            Message turn = newestFirst.get(next);
            // no gaps: what is older than a turn that does not fit is left out, too
            if (shown.add(turn.id())) {
                isFull |= !briefing.add(TURNS, part(turn), isFull ? 0 : briefing.left());
            }
        }
        briefing.reverse(TURNS);
        JsonObjectBuilder answer = JsonText.object(briefing.asJson());
        page.ifPresent(turns -> answer.add(
                "earlier_turns",
                turns.conversation().messageCount() - turns.messages().size()));
        return ToolResult.of(answer.build());
    }

    private Optional<StartupContext> startupContext(Call call) {
        String name = call.get(NAME);
        return name == null ? contexts.active(call.tenant()) : Optional.of(contexts.named(call.tenant(), name));
    }

    private List<Hit> hits(Call call) {
        String query = call.get(QUERY);
        if (query == null || call.get(HITS) == 0) {
            return List.of();
        }
        Filter filter = new Filter(call.get(SESSION_ID), null, null, null, null, null, null);
        return search.find(call.tenant(), SearchQuery.of(query, filter, call.get(HITS)))
                .hits();
    }

    private static Briefing.Part part(StartupContext context) {
        JsonObject facts = JsonText.object()
                .add("kind", "startup_context")
                .add("id", context.id().toString())
                .add("name", context.name())
                .build();
        return new Briefing.Part(facts, "", context.content(), null);
    }

    private static Briefing.Part part(Message turn) {
        return new Briefing.Part(
                facts("turn", turn.id(), turn.conversationId(), turn.turnNumber()),
                heading(turn.author(), turn.role().wireName(), turn.turnNumber(), turn.createdAt()),
                turn.content(),
                null);
    }

    private static Briefing.Part part(Hit hit) {
        FoundMessage message = hit.message();
        return new Briefing.Part(
                facts("hit", message.id(), hit.conversationId(), message.turnNumber()),
                heading(message.author(), message.role().wireName(), message.turnNumber(), message.createdAt()),
                message.content(),
                hit.snippet());
    }

    private static JsonObject facts(String kind, UUID id, UUID conversationId, int turn) {
        return JsonText.object()
                .add("kind", kind)
                .add("id", id.toString())
                .add("conversation_id", conversationId.toString())
                .add("turn", turn)
                .build();
    }

    private static String heading(Optional<String> author, String role, int turn, Instant at) {
        return author.map(name -> name + ", ").orElse("") + role + ", turn " + turn + ", " + Timestamp.text(at) + ":\n";
    }
}
