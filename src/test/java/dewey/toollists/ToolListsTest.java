package dewey.toollists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.Conversations;
import dewey.conversations.Message;
import dewey.conversations.NewConversation;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.recording.Given;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolListsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = Given.conversations(TestDatabase.transactions());
    private final ToolLists lists = new ToolLists(TestDatabase.transactions());
    private final UUID session =
            conversations.begin(tenant, NewConversation.start()).id();

    @Test
    void tellsADifferenceInTheRecordOfTheSessionThatSawIt() throws Exception {
        UUID before = conversations.begin(tenant, NewConversation.start()).id();
        lists.see(tenant, seen("weather", before, 5, NOON, "[{'name':'a','description':'x'}]"));

        boolean changed =
                lists.see(tenant, seen("weather", session, 7, NOON.plusSeconds(1), "[{'name':'a','description':'y'}]"));

        assertThat(changed).isTrue();
        assertThat(messages(before)).isEmpty();
        Message event = messages(session).get(0);
        assertThat(event.role()).isEqualTo(Role.SYSTEM);
        assertThat(event.createdAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(event.metadata().value().toString())
                .isEqualTo("{\"kind\":\"event\",\"event\":\"tools_changed\",\"seen_in\":7,\"upstream\":\"weather\"}");
        assertThat(JsonText.read(event.content()).toString())
                .isEqualTo(("{'event':'tools_changed','upstream':'weather','summary':'1 changed (a: description)',"
                                + "'before':{'conversation_id':'" + before
                                + "','seen_at':'2026-11-24T12:00:00.123456Z'},"
                                + "'added':[],'removed':[],'changed':[{'name':'a','changes':"
                                + "[{'at':'/description','before':'x','after':'y'}]}]}")
                        .replace('\'', '"'));
        assertThat(changes(session)).isEqualTo(1);
    }

    @Test
    void comparesWithTheLastOneOfTheSameUpstreamAndTenantOnly() throws Exception {
        assertThat(see("weather", 1, "[{'name':'a'}]")).isFalse();
        assertThat(see("files", 2, "[{'name':'b'}]")).isFalse();
        assertThat(lists.see(TestDatabase.tenant(), seen("weather", session, 3, NOON.plusSeconds(3), "[]")))
                .isFalse();
        assertThat(see("weather", 4, "[ {'name' : 'a'} ]")).isFalse();
        assertThat(see("weather", 5, "[{'name':'a'},{'name':'b'}]")).isTrue();
        assertThat(see("weather", 6, "[{'name':'b'},{'name':'a'}]")).isFalse();
        assertThat(see("weather", 7, "[]")).isTrue();
        assertThat(see("files", 8, "[{'name':'b'}]")).isFalse();
        assertThat(changes(session)).isEqualTo(2);
        assertThat(messages(session))
                .extracting(message -> message.externalId().orElseThrow())
                .containsExactly("tools-5", "tools-7");
    }

    @Test
    void doesNotTakeAnOlderListForAChange() throws Exception {
        see("weather", 1, "[]");
        see("weather", 10, "[{'name':'new'}]");

        assertThat(see("weather", 5, "[]")).isFalse();
        assertThat(see("weather", 11, "[{'name':'new'}]")).isFalse();
    }

    @Test
    void countsEachChangeOnceWhenSeveralSeeIt() throws Exception {
        see("weather", 1, "[]");
        List<SeenTools> same = IntStream.range(2, 10)
                .mapToObj(i -> seen("weather", session, i, NOON.plusSeconds(2), "[{'name':'new'}]"))
                .toList();

        long changes =
                same.stream()
                        .map(tools -> CompletableFuture.supplyAsync(() -> lists.see(tenant, tools)))
                        .toList()
                        .stream()
                        .filter(CompletableFuture::join)
                        .count();

        assertThat(changes).isEqualTo(1);
        assertThat(changes(session)).isEqualTo(1);
    }

    @Test
    void keepsTheOldListWhenTheSessionIsNotThere() throws Exception {
        see("weather", 1, "[]");
        SeenTools elsewhere = seen("weather", UUID.randomUUID(), 2, NOON.plusSeconds(2), "[{'name':'new'}]");

        assertThatThrownBy(() -> lists.see(tenant, elsewhere)).hasMessage("no such conversation");
        assertThat(see("weather", 3, "[{'name':'new'}]")).isTrue();
    }

    @Test
    void keepsEventsWithinBounds() throws Exception {
        String large = "x".repeat(ToolLists.LARGEST_EVENT);
        see("weather", 1, "[{'name':'a','description':'x'}]");
        see("weather", 2, "[{'name':'a','description':'" + large + "'},{'name':'\u0000\ud800'}]");
        see("weather", 3, "[{'name':'" + large + "'}]");

        JsonObject places = event(0);
        JsonObject summary = event(1);
        assertThat(places.getJsonArray("changed").toString())
                .isEqualTo("[{\"name\":\"a\",\"changes\":[{\"at\":\"/description\"}]}]");
        assertThat(places.getJsonArray("added").getJsonObject(0).getString("name"))
                .isEqualTo("\u0000\ud800");
        assertThat(summary).containsOnlyKeys("event", "upstream", "summary", "before");
        assertThat(summary.getString("summary")).startsWith("1 added (xxx").endsWith("); 2 removed (\u0000\ud800, a)");
    }

    private JsonObject event(int index) throws Exception {
        return JsonText.read(messages(session).get(index).content()).asJsonObject();
    }

    private boolean see(String upstream, int sequence, String tools) {
        return lists.see(tenant, seen(upstream, session, sequence, NOON.plusSeconds(sequence), tools));
    }

    private static SeenTools seen(String upstream, UUID session, int sequence, Instant at, String tools) {
        try {
            JsonArray array = (JsonArray) JsonText.read(tools.replace('\'', '"').replace("\u0000", "\\u0000"));
            return new SeenTools(upstream, session, sequence, at, array);
        } catch (InvalidJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    private List<Message> messages(UUID conversation) {
        return conversations
                .read(tenant, conversation, 1, 1_000, Long.MAX_VALUE)
                .messages();
    }

    private int changes(UUID conversation) {
        return conversations
                .read(tenant, conversation, 1, 1, 1)
                .conversation()
                .metadata()
                .value()
                .getInt("tool_changes", 0);
    }
}
