package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.recording.Given;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that meet: of many writers, of one impatient client, behind a slow call. */
@OnRunningDewey
class OrderIT {
    private final RunningDewey dewey;
    private CheckedClient client;
    private Talk talk;

    OrderIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
        talk = Talk.begin(client);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void manyWritersShareOneConversationAndNothingIsLost() {
        // given
        int writers = 100;
        int each = 3;
        List<CheckedClient> sockets =
                IntStream.range(0, 5).mapToObj(i -> CheckedClient.of(dewey)).toList();

        // when
        List<CompletableFuture<List<Integer>>> written = IntStream.range(0, writers)
                .mapToObj(i -> write(talk.by(sockets.get(i % sockets.size())), "writer " + i, each))
                .toList();
        List<List<Integer>> turns = written.stream().map(McpClient::await).toList();

        // then
        assertThat(turns).allSatisfy(own -> assertThat(own).isSorted());
        assertThat(turns.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.rangeClosed(1, writers * each).boxed().toList());
        List<JsonObject> messages = talk.messages();
        assertThat(talk.read("limit", 1).getInt("message_count")).isEqualTo(writers * each);
        for (int i = 0; i < writers; i++) {
            for (int k = 0; k < each; k++) {
                JsonObject message = messages.get(turns.get(i).get(k) - 1);
                assertThat(message.getString("content")).isEqualTo("writer " + i + " message " + k);
            }
        }
        sockets.forEach(CheckedClient::close);
    }

    @Test
    void callsThatAreSentWithoutWaitingGetTheirTurnsInTheOrderSent() {
        // when
        List<CompletableFuture<JsonObject>> calls = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> talk.beginStore("m" + i))
                .toList();

        // then
        assertThat(calls.stream()
                        .map(call -> McpClient.await(call).getInt("turn_number"))
                        .toList())
                .isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
        assertThat(talk.contents())
                .isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void aSlowImportDelaysNothingElseOnItsSocket() throws IOException {
        // given
        String lines = IntStream.range(0, 300)
                .mapToObj(i -> "{\"role\":\"user\",\"content\":\"line " + i + "\"}")
                .collect(Collectors.joining("\n"));
        Files.writeString(dewey.importDirectory().resolve("slow.jsonl"), lines);
        CompletableFuture<JsonObject> slow;

        // when
        try (HeldConversation held = new HeldConversation(dewey.postgres(), talk.id())) {
            slow = client.begin(
                    "dewey_store_messages_bulk", "messages_file", "slow.jsonl", "conversation_id", talk.id());
            held.awaitWaiters(1);
            client.ping();
            Talk.begin(client).store("user", "quick");

            // then
            assertThat(slow).isNotDone();
        }
        assertThat(McpClient.await(slow).getInt("stored")).isEqualTo(300);
        assertThat(talk.messages()).hasSize(300);
    }

    @Test
    void aCallThatIsCancelledWhileItRunsGetsNoAnswer() {
        // when
        try (HeldConversation held = new HeldConversation(dewey.postgres(), talk.id())) {
            send("running", "maybe");
            held.awaitWaiters(1);
            client.cancel("running");
            client.ping();
        }
        send("after", "later");

        // then
        assertThat(client.next().getString("id")).isEqualTo("after");
        assertThat(talk.contents()).containsExactly("later");
        client.ping();
    }

    @Test
    void anImportThatIsCancelledStops() throws IOException {
        // given
        String line = "{\"role\":\"user\",\"content\":\"line\"}\n";
        Files.writeString(dewey.importDirectory().resolve("cancelled.jsonl"), line.repeat(1_000));

        // when
        try (HeldConversation held = new HeldConversation(dewey.postgres(), talk.id())) {
            client.send(
                    "import",
                    "dewey_store_messages_bulk",
                    "messages_file",
                    "cancelled.jsonl",
                    "conversation_id",
                    talk.id());
            held.awaitWaiters(1);
            client.cancel("import");
            client.ping();
        }
        send("after", "later");

        // then
        assertThat(client.next().getString("id")).isEqualTo("after");
        assertThat(talk.contents()).containsExactly("later");
    }

    @Test
    void whatAClientSaysBeforeItLeavesIsStored() {
        // when
        try (HeldConversation held = new HeldConversation(dewey.postgres(), talk.id())) {
            CheckedClient leaving = CheckedClient.of(dewey);
            talk.by(leaving).beginStore("good bye");
            held.awaitWaiters(1);
            leaving.close();
        }

        // then
        Given.await(() -> talk.contents().equals(List.of("good bye")));
        talk.store("user", "later");
        assertThat(talk.contents()).containsExactly("good bye", "later");
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsDoesNothingAndGetsNoAnswer() {
        // when
        try (HeldConversation held = new HeldConversation(dewey.postgres(), talk.id())) {
            send("running", "first");
            held.awaitWaiters(1);
            send("waiting", "never");
            client.cancel("waiting");
            client.ping();
        }
        send("after", "second");

        // then
        assertThat(List.of(client.next().getString("id"), client.next().getString("id")))
                .containsExactly("running", "after");
        assertThat(talk.contents()).containsExactly("first", "second");
    }

    @Test
    void cancellingWhatIsNotRunningChangesNothing() {
        // given
        send("done", "a word");
        client.next();

        // when
        client.cancel("done");
        client.cancel("never sent");
        send("done", "the same id again");

        // then
        assertThat(client.next().getString("id")).isEqualTo("done");
        assertThat(talk.messages()).hasSize(2);
    }

    private void send(String id, String content) {
        client.send(id, "dewey_store_message", "conversation_id", talk.id(), "role", "user", "content", content);
    }

    /** Stores so many messages one after the other; the turns they got. */
    private static CompletableFuture<List<Integer>> write(Talk talk, String writer, int count) {
        CompletableFuture<List<Integer>> turns = CompletableFuture.completedFuture(new ArrayList<>());
        for (int k = 0; k < count; k++) {
            String content = writer + " message " + k;
            turns = turns.thenCompose(before -> talk.beginStore(content).thenApply(stored -> {
                before.add(stored.getInt("turn_number"));
                return before;
            }));
        }
        return turns;
    }
}
