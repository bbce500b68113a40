package dewey.prompts;

import dewey.conversations.ConversationPage;
import dewey.conversations.Message;
import dewey.features.Call;
import dewey.features.Content;
import dewey.features.Parameters;
import dewey.features.Prompt;
import dewey.features.PromptDescription;
import dewey.features.PromptMessages;
import dewey.features.PromptMessages.PromptMessage;
import dewey.features.Suggestions;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** {@code resume_conversation}: the last turns of a conversation, as if they had just been said. */
@ApplicationScoped
public class ResumeConversation implements Prompt {
    @Inject
    private ChosenConversation chosen;

    @Override
    public PromptDescription description() {
        return new PromptDescription(
                "resume_conversation",
                "Resume a conversation",
                "Puts the last turns of a stored conversation before the model, to go on where it ended.",
                Parameters.of(ChosenConversation.CONVERSATION, ChosenConversation.BUDGET));
    }

    @Override
    public PromptMessages get(Call call) {
        ConversationPage page = chosen.lastTurns(call);
        List<Message> turns = page.messages();
        String title = ChosenConversation.title(page.conversation());
        List<PromptMessage> messages = new ArrayList<>();
        messages.add(PromptMessages.user(Content.text("We go on with an earlier conversation, " + title + " ("
                + page.conversation().id() + " in Dewey). Here are the last " + turns.size() + " of its "
                + page.conversation().messageCount()
                + " turns; dewey_get_conversation gives those before, and dewey_store_message keeps new ones.")));
        turns.forEach(turn -> messages.add(message(turn, call)));
        return new PromptMessages("The last turns of " + title, messages);
    }

    private static PromptMessage message(Message turn, Call call) {
        String text = ChosenConversation.text(turn, call);
        return switch (turn.role()) {
            case ASSISTANT -> new PromptMessage("assistant", Content.text(text));
            case USER -> PromptMessages.user(Content.text(text));
            case SYSTEM, TOOL ->
                PromptMessages.user(Content.text("[" + turn.role().wireName() + "] " + text));
        };
    }

    @Override
    public Suggestions complete(Caller caller, String argument, String typed) {
        return chosen.complete(caller, argument, typed);
    }
}
