package dewey.tools;

import dewey.config.Settings;
import dewey.conversations.Cursor;
import dewey.conversations.Succession;
import dewey.exports.Choice;
import dewey.exports.ExportFormat;
import dewey.exports.ExportPart;
import dewey.exports.Exports;
import dewey.exports.Place;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.limits.Family;
import dewey.search.SearchQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code dewey_export}. */
@ApplicationScoped
public class Export implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Parameter.uuid("conversation_id", "Only this conversation");
    private static final Parameter<String> SESSION_ID = Common.sessionId("Only the conversations of this session");
    private static final Parameter<JsonObject> METADATA =
            Parameter.object("metadata", "Only conversations whose metadata contains this");
    private static final Parameter<String> QUERY = Parameter.text(
            "query", SearchQuery.MAX_TEXT_LENGTH, "Only the conversations in which dewey_search finds this");
    private static final Parameter<ExportFormat> FORMAT = Parameter.oneOf(
                    "format",
                    formats(),
                    "jsonl keeps everything and can be imported again; markdown and html are for people; csv is the list"
                            + " of conversations")
            .otherwise(ExportFormat.JSONL, JsonText.string(ExportFormat.JSONL.wireName()));
    private static final Parameter<Integer> MAX_CHARACTERS = Parameter.integer(
                    "max_characters", 1_000, 4_000_000, "About how much text one answer gives")
            .otherwise(50_000, JsonText.number(50_000));

    @Inject
    private Exports exports;

    @Inject
    private Choice choice;

    @Inject
    private Settings settings;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_export",
                "Export conversations",
                "Gives whole conversations as text: one, a session's, those in which a query finds something, or all. It comes in"
                        + " parts: while there is a next_cursor, ask again with it and the same arguments, and put the texts"
                        + " together. GET /api/export gives the same as a file.",
                Parameters.of(CONVERSATION_ID, SESSION_ID, METADATA, QUERY, FORMAT, MAX_CHARACTERS, Common.CURSOR),
                Schema.members()
                        .always("format", Schema.STRING)
                        .always("text", Schema.STRING)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public Family family() {
        return Family.BULK;
    }

    @Override
    public ToolResult call(Call call) {
        ExportFormat format = call.get(FORMAT);
        Optional<Place> from = call.find(Common.CURSOR).map(Cursor::read).map(cursor -> Place.read(cursor, format));
        Succession selection = choice.of(
                call.tenant(),
                new Choice.Wish(call.get(CONVERSATION_ID), call.get(SESSION_ID), call.get(METADATA), call.get(QUERY)));
        int length = Math.min(call.get(MAX_CHARACTERS), settings.tools().maxAnswerBytes());
        ExportPart part = exports.write(call.tenant(), selection, format, from, length);
        JsonObjectBuilder answer =
                JsonText.object().add("format", format.wireName()).add("text", part.text());
        part.next()
                .ifPresent(next -> answer.add("next_cursor", next.cursor(format).text()));
        return ToolResult.of(answer.build());
    }

    private static Map<String, ExportFormat> formats() {
        Map<String, ExportFormat> formats = new LinkedHashMap<>();
        for (ExportFormat format : ExportFormat.values()) {
            formats.put(format.wireName(), format);
        }
        return formats;
    }
}
