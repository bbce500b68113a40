package dewey.evaluation;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import jakarta.json.Json;
import java.time.Instant;

/** The ways in which clients may store the same dialogue. */
enum Shape {
    SPEAKER_AS_AUTHOR("author = speaker, a conversation for each session", true),
    ONE_CONVERSATION("author = speaker, one conversation for all sessions", false),
    NAME_IN_THE_TEXT("\"Speaker: text\", a conversation for each session", true),
    NAME_IN_THE_METADATA("metadata {\"speaker\": …}, a conversation for each session", true),
    NO_NAME("user and assistant, no name, a conversation for each session", true);

    final String description;
    final boolean isConversationOfSession;

    Shape(String description, boolean isConversationOfSession) {
        this.description = description;
        this.isConversationOfSession = isConversationOfSession;
    }

    NewMessage message(Dialogue.Turn turn, boolean isFirstSpeaker, Instant at) {
        Role role = isFirstSpeaker ? Role.USER : Role.ASSISTANT;
        return switch (this) {
            case SPEAKER_AS_AUTHOR, ONE_CONVERSATION ->
                NewMessage.of(role, turn.text()).by(turn.speaker()).at(at);
            case NAME_IN_THE_TEXT ->
                NewMessage.of(role, turn.speaker() + ": " + turn.text()).at(at);
            case NAME_IN_THE_METADATA ->
                NewMessage.of(role, turn.text())
                        .with(new Metadata(Json.createObjectBuilder()
                                .add("speaker", turn.speaker())
                                .build()))
                        .at(at);
            case NO_NAME -> NewMessage.of(role, turn.text()).at(at);
        };
    }
}
