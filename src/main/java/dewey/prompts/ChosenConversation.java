package dewey.prompts;

import dewey.conversations.Conversation;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Message;
import dewey.features.Call;
import dewey.features.Parameter;
import dewey.features.Suggestions;
import dewey.refusals.Refused;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** The conversation that a prompt is about, chosen by its id or title, and its last messages. */
@ApplicationScoped
class ChosenConversation {
    static final Parameter<String> CONVERSATION = Parameter.text(
                    "conversation", 1000, "Which one: its id, or the title of one of the latest")
            .required();
    static final Parameter<String> BUDGET = Parameter.text(
            "max_characters", 9, "How long the messages may be together, from 100 to 1000000; 20000 if left out");

    private static final int LEAST_BUDGET = 100;
    private static final int MOST_BUDGET = 1_000_000;
    private static final int STANDARD_BUDGET = 20_000;
    private static final int MOST_MESSAGES = 1000;
    private static final String SHORTENED = "(shortened) …";

    @Inject
    private Conversations conversations;

    /** Its last messages within the budget, at least one; there must be one. */
    ConversationPage lastTurns(Call call) {
        UUID id = id(call.tenant(), call.get(CONVERSATION));
        ConversationPage page = conversations.readLast(call.tenant(), id, MOST_MESSAGES, budget(call));
        if (page.messages().isEmpty()) {
            throw Refused.invalid(CONVERSATION.name(), "holds no message yet");
        }
        return page;
    }

    /** What a message says; of one that alone is longer than the budget, the end. */
    static String text(Message message, Call call) {
        String text = message.content().isEmpty()
                ? message.blocks().map(Object::toString).orElse("")
                : message.content();
        int most = budget(call);
        if (text.length() <= most) {
            return text;
        }
        int from = text.length() - most;
        return SHORTENED + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    static String title(Conversation conversation) {
        return conversation
                .title()
                .map(title -> "\"" + title + "\"")
                .orElse(conversation.id().toString());
    }

    private static int budget(Call call) {
        String given = call.get(BUDGET);
        if (given == null) {
            return STANDARD_BUDGET;
        }
        try {
            int budget = Integer.parseInt(given.strip());
            if (budget >= LEAST_BUDGET && budget <= MOST_BUDGET) {
                return budget;
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw Refused.invalid(BUDGET.name(), "must be a whole number from " + LEAST_BUDGET + " to " + MOST_BUDGET);
    }

    private UUID id(String tenant, String given) {
        String wanted = given.strip();
        return conversations.recent(tenant, wanted, MOST_MESSAGES).stream()
                .filter(found -> found.title().filter(wanted::equals).isPresent())
                .map(Conversation::id)
                .findFirst()
                .orElseGet(() -> uuid(wanted));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(
                    CONVERSATION.name(), "is neither the id nor the title of one of the latest conversations");
        }
    }

    /** Titles that hold what was typed, and ids where there is no title; the latest first. */
    Suggestions complete(Caller caller, String argument, String typed) {
        if (!argument.equals(CONVERSATION.name())) {
            return Suggestions.NONE;
        }
        List<String> names = conversations.recent(caller.tenant(), typed, Suggestions.MOST + 1).stream()
                .map(found -> found.title()
                        .filter(title -> !found.id().toString().startsWith(typed) || typed.isEmpty())
                        .orElse(found.id().toString()))
                .distinct()
                .toList();
        return Suggestions.firstOf(names);
    }
}
