package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the search knows of a message follows from the message alone, whichever way it was stored. */
class IndexedWordsTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);

    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private final String tenant = TestDatabase.tenant();

    @Test
    void areTheSameOfOneMessageAndOfMany() throws InvalidJson {
        // given
        UUID id = conversations
                .begin(tenant, NewConversation.start(null, null, Metadata.EMPTY))
                .id();
        List<NewMessage> messages = List.of(
                NewMessage.of(Role.USER, "Running src/main/FoxTest.java — it’s \"done\" ✅")
                        .by("Ada L"),
                NewMessage.of(Role.ASSISTANT, "Die Häuser").with(metadata("{\"language\":\"de\"}")),
                NewMessage.of(Role.TOOL, "東京タワー getUserName 12e5f").with(metadata("{\"tool\":\"Bash\"}")),
                NewMessage.of(Role.SYSTEM, "\u0000 lost \ud800 halves"),
                NewMessage.ofBlocks(
                        Role.USER,
                        JsonText.read("[{\"type\":\"text\",\"text\":\"running\"}]")
                                .asJsonArray()));

        // when
        messages.forEach(message -> conversations.append(tenant, id, message));
        // one that names its turn is left to the database's trigger
        messages.forEach(
                message -> conversations.append(tenant, id, another(message).atTurn(100 + messages.indexOf(message))));
        conversations.appendAll(
                tenant, id, messages.stream().map(IndexedWordsTest::another).toList(), LIMITS);

        // then
        assertThat(vectors("content")).hasSize(messages.size());
        assertThat(vectors("content, search")).hasSize(messages.size());
        assertThat(ofOtherWords()).isEmpty();
    }

    @Test
    void changeWithTheMessage() {
        // given
        UUID id = conversations
                .beginWith(
                        tenant,
                        NewConversation.start(null, null, Metadata.EMPTY),
                        List.of(NewMessage.of(Role.USER, "before").identifiedBy("m")),
                        LIMITS)
                .conversation()
                .id();

        // when
        conversations.complete(
                tenant, id, List.of("m"), known -> Optional.of(NewMessage.of(Role.USER, "afterwards")), LIMITS);

        // then
        assertThat(vectors("search")).containsExactly("'afterward':2 'user':1B");
        assertThat(ofOtherWords()).isEmpty();
    }

    private static NewMessage another(NewMessage message) {
        return new NewMessage(
                UUID.randomUUID(),
                message.role(),
                message.content(),
                message.blocks(),
                message.author(),
                message.metadata(),
                null,
                null,
                null);
    }

    private static Metadata metadata(String json) throws InvalidJson {
        return new Metadata(JsonText.read(json).asJsonObject());
    }

    private List<String> vectors(String columns) {
        return TestDatabase.query(
                "SELECT DISTINCT ON (" + columns + ") search FROM messages WHERE tenant = '" + tenant + "'");
    }

    private List<String> ofOtherWords() {
        return TestDatabase.query("SELECT content FROM messages WHERE tenant = '" + tenant
                + "' AND search IS DISTINCT FROM search_vector(author, role, content, metadata)");
    }
}
