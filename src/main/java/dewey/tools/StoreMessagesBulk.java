package dewey.tools;

import dewey.config.Settings;
import dewey.conversations.Appended;
import dewey.conversations.BulkAppended;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.features.Arguments;
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
import dewey.refusals.Refused;
import dewey.shapes.AsJson;
import dewey.shapes.ImportAsJson;
import dewey.transcripts.ImportReport;
import dewey.transcripts.TranscriptImport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** {@code dewey_store_messages_bulk}. */
@ApplicationScoped
public class StoreMessagesBulk implements Tool {
    private static final Parameter<Instant> CREATED_AT = Parameter.moment(
            "created_at", day -> day.atStartOfDay(ZoneOffset.UTC).toInstant(), "When it was said; now, if left out");
    private static final Parameter<String> MESSAGES_FILE = Parameter.text(
            "messages_file",
            4096,
            "Instead of messages: a file in the server's import directory: a JSON array of messages, JSON Lines, a Claude Code"
                    + " transcript (.jsonl), the conversations.json of a ChatGPT or Claude.ai export, or an export of Dewey");
    private static final Parameter<UUID> CONVERSATION_ID = Parameter.uuid(
            "conversation_id",
            "The conversation to append to; left out, a new one begins (a transcript that was imported"
                    + " before continues its own)");
    private static final Parameter<String> SESSION_ID = Common.sessionId("The session of the new conversation");
    private static final Parameter<JsonObject> METADATA =
            Parameter.object("metadata", "Facts about the new conversation");
    private static final Parameter<Boolean> RETURN_IDS = Parameter.flag(
                    "return_ids", "Whether to give message_ids, which is long for many messages")
            .otherwise(true, jakarta.json.JsonValue.TRUE);

    private final MessageArguments message = new MessageArguments();

    @Inject
    private Conversations conversations;

    @Inject
    private TranscriptImport transcripts;

    private Limits limits;
    private Parameter<List<NewMessage>> messages;

    @Inject
    void settings(Settings settings) {
        limits = Limits.of(settings.conversations());
        messages = Parameter.listOf(
                "messages",
                message.with(CREATED_AT),
                limits.maxBulkMessages(),
                this::message,
                "The messages, in order");
    }

    @Override
    public ToolDescription description() {
        JsonObject invalidLine = Schema.members()
                .always("line", Schema.INTEGER)
                .always("reason", Schema.STRING)
                .build();
        return new ToolDescription(
                "dewey_store_messages_bulk",
                "Store many messages",
                "Appends many messages in one step, all or none, to a conversation or to a new one. Messages whose external_id"
                        + " is stored already are left out and counted as duplicates, so that repeating it is harmless.",
                Parameters.of(messages, MESSAGES_FILE, CONVERSATION_ID, SESSION_ID, METADATA, RETURN_IDS),
                Schema.members()
                        .always("conversation_id", Schema.UUID)
                        .always("stored", Schema.INTEGER)
                        .always("duplicates", Schema.INTEGER)
                        .sometimes("message_ids", Schema.arrayOf(Schema.UUID))
                        .sometimes("first_turn", Schema.INTEGER)
                        .sometimes("last_turn", Schema.INTEGER)
                        .sometimes("completed", Schema.INTEGER)
                        .sometimes("conversations", Schema.INTEGER)
                        .sometimes("conversation_ids", Schema.arrayOf(Schema.UUID))
                        .sometimes("invalid_line_count", Schema.INTEGER)
                        .sometimes("invalid_lines", Schema.arrayOf(invalidLine)),
                Effect.ADDS,
                CONVERSATION_ID);
    }

    @Override
    public Family family() {
        return Family.BULK;
    }

    @Override
    public ToolResult call(Call call) {
        List<NewMessage> given = call.get(messages);
        String file = call.get(MESSAGES_FILE);
        if ((given == null) == (file == null)) {
            throw Refused.invalid("messages", "or messages_file must be given, and not both");
        }
        return ToolResult.of(file == null ? store(call, given) : importFile(call, file));
    }

    private NewMessage message(Arguments item) {
        NewMessage read = message.read(item);
        return item.get(CREATED_AT) == null ? read : read.at(item.get(CREATED_AT));
    }

    private JsonObject store(Call call, List<NewMessage> given) {
        Arguments arguments = call.arguments();
        call.client().progress(0, given.size(), "storing");
        UUID conversation = arguments.get(CONVERSATION_ID);
        List<Appended> appended;
        if (conversation == null) {
            NewConversation fresh = NewConversation.start(arguments.get(SESSION_ID), null, metadata(arguments));
            BulkAppended all = conversations.beginWith(call.tenant(), fresh, given, limits);
            conversation = all.conversation().id();
            appended = all.messages();
        } else {
            refuseFactsOfANewConversation(arguments);
            appended = conversations.appendAll(call.tenant(), conversation, given, limits);
        }
        List<Appended> stored =
                appended.stream().filter(each -> !each.duplicate()).toList();
        JsonObjectBuilder answer = JsonText.object()
                .add("conversation_id", conversation.toString())
                .add("stored", stored.size())
                .add("duplicates", appended.size() - stored.size());
        if (arguments.get(RETURN_IDS)) {
            answer.add(
                    "message_ids",
                    AsJson.texts(appended.stream().map(Appended::messageId).toList()));
        }
        if (!stored.isEmpty()) {
            answer.add("first_turn", stored.get(0).turnNumber());
            answer.add("last_turn", stored.get(stored.size() - 1).turnNumber());
        }
        return answer.build();
    }

    private JsonObject importFile(Call call, String file) {
        Arguments arguments = call.arguments();
        if (arguments.get(CONVERSATION_ID) != null) {
            refuseFactsOfANewConversation(arguments);
        }
        ImportReport report = transcripts.importFile(
                call.tenant(),
                file,
                arguments.get(CONVERSATION_ID),
                arguments.get(SESSION_ID),
                metadata(arguments),
                (bytes, size, messages) -> call.client().progress(bytes, size, messages + " messages"));
        return ImportAsJson.report(report, arguments.get(RETURN_IDS));
    }

    private static Metadata metadata(Arguments arguments) {
        return arguments.find(METADATA).map(Metadata::new).orElse(Metadata.EMPTY);
    }

    private static void refuseFactsOfANewConversation(Arguments arguments) {
        for (Parameter<?> fact : List.of(SESSION_ID, METADATA)) {
            if (arguments.get(fact) != null) {
                throw Refused.invalid(fact.name(), "belongs to a new conversation; leave it out with conversation_id");
            }
        }
    }
}
