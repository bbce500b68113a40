package dewey.conversations;

import dewey.database.TestDatabase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What the tests of this room begin with: a tenant of their own, its conversations, and messages by the dozen. */
final class Given {
    static final Limits LIMITS = new Limits(1 << 20, 64 << 10, 8, 2_500);

    final String tenant = TestDatabase.tenant();
    final Conversations conversations;

    Given() {
        this(GroupCommit.PATIENCE);
    }

    /** Appends wait so long for others to take them along. */
    Given(Duration patience) {
        conversations = new Conversations(TestDatabase.transactions(), LIMITS, patience);
    }

    UUID conversation() {
        return conversations.begin(tenant, NewConversation.start()).id();
    }

    Appended append(UUID conversation, String content) {
        return conversations.append(tenant, conversation, NewMessage.of(Role.USER, content));
    }

    List<Appended> appendAll(UUID conversation, List<NewMessage> messages) {
        return conversations.appendAll(tenant, conversation, messages, LIMITS);
    }

    List<Message> messages(UUID conversation) {
        return conversations
                .read(tenant, conversation, 1, 100_000, Long.MAX_VALUE)
                .messages();
    }

    Conversation stored(UUID conversation) {
        return conversations.read(tenant, conversation, 1, 1, 1).conversation();
    }

    static List<NewMessage> messages(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> NewMessage.of(Role.USER, "message " + i))
                .toList();
    }

    static JsonObject json(String text) {
        return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
    }

    static Metadata metadata(String text) {
        return new Metadata(json(text));
    }
}
