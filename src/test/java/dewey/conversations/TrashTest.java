package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrashTest {
    private final Given given = new Given();
    private final Trash trash = new Trash(TestDatabase.transactions(), Duration.ofDays(30));

    @Test
    void hidesAConversationFromEveryoneAndPutsItBackAsItWas() {
        UUID id = conversation();
        List<Message> messages = given.messages(id);
        Conversation before = given.stored(id);

        assertThat(trash.put(given.tenant, id)).isEqualTo(3);

        assertThatThrownBy(() -> given.stored(id)).hasMessage("no such conversation");
        assertThatThrownBy(() -> given.append(id, "x")).hasMessage("no such conversation");
        assertThatThrownBy(() -> given.appendAll(id, Given.messages(1))).hasMessage("no such conversation");
        assertThatThrownBy(() -> trash.put(given.tenant, id)).hasMessage("no such conversation");
        assertThat(given.conversations.list(given.tenant, ListQuery.newest(10)).items())
                .isEmpty();
        assertThat(TestDatabase.query("SELECT 1 FROM messages WHERE conversation_id = '" + id + "'"))
                .isEmpty();

        assertThat(trash.restore(given.tenant, id)).isEqualTo(3);

        assertThat(given.messages(id)).usingRecursiveComparison().isEqualTo(messages);
        assertThat(given.stored(id)).usingRecursiveComparison().isEqualTo(before);
        assertThat(given.append(id, "goes on").turnNumber()).isEqualTo(4);
        assertThat(trash.list(given.tenant, 10, null).items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"conversations, trashed_conversations", "messages, trashed_messages"})
    void keepsEveryColumnThatIsNotMadeFromOthers(String table, String trashed) {
        List<String> columns = TestDatabase.query(
                "SELECT column_name FROM information_schema.columns WHERE table_name = '" + table
                        + "' AND table_schema = current_schema() AND is_generated = 'NEVER' AND column_name <> 'search'");

        assertThat(TestDatabase.query("SELECT column_name FROM information_schema.columns WHERE table_name = '"
                        + trashed + "' AND table_schema = current_schema()"))
                .containsAll(columns);
    }

    @Test
    void listsTheLatestFirstPageByPage() {
        List<UUID> ids = List.of(conversation(), conversation(), conversation());
        ids.forEach(id -> trash.put(given.tenant, id));

        Page<Trashed> first = trash.list(given.tenant, 2, null);
        Page<Trashed> second =
                trash.list(given.tenant, 2, Cursor.read(first.nextCursor().orElseThrow()));

        assertThat(first.total()).isEqualTo(3);
        assertThat(first.items()).extracting(Trashed::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(second.items()).extracting(Trashed::id).containsExactly(ids.get(0));
        assertThat(second.nextCursor()).isEmpty();
        Trashed one = first.items().get(0);
        assertThat(one.messages()).isEqualTo(3);
        assertThat(Duration.between(one.trashedAt(), one.eraseAfter())).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void keepsTenantsApart() {
        UUID id = conversation();
        trash.put(given.tenant, id);
        String other = TestDatabase.tenant();

        assertThat(trash.list(other, 10, null).items()).isEmpty();
        assertThatThrownBy(() -> trash.restore(other, id)).hasMessage("no such conversation");
        assertThatThrownBy(() -> trash.erase(other, id)).hasMessage("no such conversation");
        assertThat(trash.restore(given.tenant, id)).isEqualTo(3);
    }

    @Test
    void refusesToRestoreWhatHasBegunAgain() {
        UUID id = conversation();
        trash.put(given.tenant, id);
        given.conversations.begin(given.tenant, new NewConversation(id, null, null, Metadata.EMPTY, null));

        assertThatThrownBy(() -> trash.restore(given.tenant, id))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(trash.list(given.tenant, 10, null).total()).isEqualTo(1);
    }

    @Test
    void restoresTheLatestOfThoseThatHadTheSameId() {
        UUID id = conversation();
        trash.put(given.tenant, id);
        given.conversations.begin(given.tenant, new NewConversation(id, null, "again", Metadata.EMPTY, null));
        trash.put(given.tenant, id);

        assertThat(trash.restore(given.tenant, id)).isZero();

        assertThat(given.stored(id).title()).contains("again");
        assertThat(trash.list(given.tenant, 10, null).total()).isEqualTo(1);
    }

    @Test
    void erasesAConversationWhereverItIs() {
        UUID id = conversation();
        trash.put(given.tenant, id);
        given.conversations.begin(given.tenant, new NewConversation(id, null, null, Metadata.EMPTY, null));
        given.append(id, "once more");

        assertThat(trash.erase(given.tenant, id)).isEqualTo(4);

        assertNothingIsLeft(id);
        assertThatThrownBy(() -> trash.erase(given.tenant, id)).hasMessage("no such conversation");
    }

    @Test
    void erasesAtOnceWhereNothingIsKept() {
        UUID id = conversation();

        assertThat(new Trash(TestDatabase.transactions(), Duration.ZERO).put(given.tenant, id))
                .isEqualTo(3);

        assertNothingIsLeft(id);
    }

    @Test
    void erasesInBatchesWhatWasThereLongEnough() {
        UUID id = given.conversation();
        for (int i = 0; i < 5; i++) {
            given.appendAll(id, Given.messages(2_500));
        }
        UUID kept = conversation();
        trash.put(given.tenant, id);
        trash.put(given.tenant, kept);
        TestDatabase.execute(
                "UPDATE trashed_conversations SET erase_after = now() - interval '1 s' WHERE id = '" + id + "'");

        assertThat(trash.eraseExpired(1_000)).isPositive();

        assertNothingIsLeft(id);
        assertThat(trash.restore(given.tenant, kept)).isEqualTo(3);
    }

    @Test
    void neitherListsNorRestoresWhatIsThereLongEnough() {
        UUID id = conversation();
        trash.put(given.tenant, id);
        TestDatabase.execute(
                "UPDATE trashed_conversations SET erase_after = now() - interval '1 s' WHERE id = '" + id + "'");

        assertThat(trash.list(given.tenant, 10, null).total()).isZero();
        assertThat(trash.list(given.tenant, 10, null).items()).isEmpty();
        assertThatThrownBy(() -> trash.restore(given.tenant, id)).hasMessage("no such conversation");
        assertThat(trash.erase(given.tenant, id)).isEqualTo(3);
        assertNothingIsLeft(id);
    }

    @Test
    void doesNotRestoreWhatIsHalfErasedAndErasesTheRestLater() throws SQLException {
        UUID id = longConversation();
        trash.put(given.tenant, id);
        Trash impatient = new Trash(TestDatabase.transactions("-c lock_timeout=300ms"), Duration.ofDays(30));
        try (Connection stranger = TestDatabase.connection(given.tenant)) {
            execute(
                    stranger,
                    "SELECT FROM trashed_messages WHERE conversation_id = '" + id + "'"
                            + " AND turn_number = 7000 FOR UPDATE");
            // the first batch is erased, the second is not
            assertThatThrownBy(() -> impatient.erase(given.tenant, id))
                    .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.UNAVAILABLE));
            stranger.rollback();
        }
        assertThat(trashedMessages(id)).isEqualTo(2_500);

        assertThatThrownBy(() -> trash.restore(given.tenant, id)).hasMessage("no such conversation");
        assertThat(trash.list(given.tenant, 10, null).items()).isEmpty();
        trash.eraseExpired(1_000);

        assertNothingIsLeft(id);
    }

    @Test
    void erasesNothingOfWhatIsBeingRestored() throws SQLException {
        UUID id = longConversation();
        trash.put(given.tenant, id);
        Trash impatient = new Trash(TestDatabase.transactions("-c lock_timeout=300ms"), Duration.ofDays(30));
        try (Connection restoring = TestDatabase.connection(given.tenant)) {
            execute(restoring, "SELECT FROM trashed_conversations WHERE id = '" + id + "' FOR UPDATE");

            assertThatThrownBy(() -> impatient.erase(given.tenant, id)).isInstanceOf(Refused.class);

            restoring.rollback();
        }
        assertThat(trashedMessages(id)).isEqualTo(7_500);
        assertThat(trash.restore(given.tenant, id)).isEqualTo(7_500);
    }

    @Test
    void erasesNothingOfWhatIsBeingRestoredWhileItsTimeEnds() throws SQLException {
        UUID id = longConversation();
        trash.put(given.tenant, id);
        TestDatabase.execute(
                "UPDATE trashed_conversations SET erase_after = now() - interval '1 s' WHERE id = '" + id + "'");
        Trash impatient = new Trash(TestDatabase.transactions("-c lock_timeout=300ms"), Duration.ofDays(30));
        try (Connection restoring = TestDatabase.connection(given.tenant)) {
            execute(restoring, "SELECT FROM trashed_conversations WHERE id = '" + id + "' FOR UPDATE");

            assertThatThrownBy(() -> impatient.eraseExpired(1_000)).isInstanceOf(Refused.class);

            assertThat(trashedMessages(id)).isEqualTo(7_500);
            restoring.rollback();
        }
        trash.eraseExpired(1_000);
        assertNothingIsLeft(id);
    }

    @Test
    void doesNotRestoreWhatBeginsToBeErasedWhileItWaits() throws Exception {
        UUID id = conversation();
        trash.put(given.tenant, id);
        CompletableFuture<Integer> restored;
        try (Connection erasing = TestDatabase.connection(given.tenant)) {
            execute(erasing, "SELECT FROM trashed_conversations WHERE id = '" + id + "' FOR UPDATE");
            restored = CompletableFuture.supplyAsync(() -> trash.restore(given.tenant, id));
            while (TestDatabase.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE '%FROM trashed_conversations%'")
                    .isEmpty()) {
                Thread.sleep(10);
            }

            execute(
                    erasing,
                    "UPDATE trashed_conversations SET erase_after = clock_timestamp() WHERE id = '" + id + "'");
            erasing.commit();
        }

        assertThatThrownBy(() -> restored.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("no such conversation");
    }

    @Test
    void restoresOnceWhenTheConfirmationIsLost() throws IOException {
        UUID id = conversation();
        trash.put(given.tenant, id);
        given.conversations.begin(given.tenant, new NewConversation(id, null, "again", Metadata.EMPTY, null));
        trash.put(given.tenant, id);

        assertThat(afterALostConfirmation(1, distant -> distant.restore(given.tenant, id)))
                .isZero();

        assertThat(given.stored(id).title()).contains("again");
        assertThat(trash.list(given.tenant, 10, null).total()).isEqualTo(1);
    }

    @Test
    void saysHowManyMessagesItErasedWhenAConfirmationIsLost() throws IOException {
        UUID id = longConversation();
        trash.put(given.tenant, id);

        // what moves, what says that the time is over, and the first batch
        assertThat(afterALostConfirmation(3, distant -> distant.erase(given.tenant, id)))
                .isEqualTo(7_500);

        assertNothingIsLeft(id);
    }

    private static int afterALostConfirmation(int which, ToIntFunction<Trash> work) throws IOException {
        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            Trash distant = new Trash(TestDatabase.transactions(forwarder), Duration.ofDays(30));
            forwarder.loseConfirmation(which);

            int answer = work.applyAsInt(distant);

            assertThat(forwarder.isToLoseOne()).isFalse();
            return answer;
        }
    }

    private UUID longConversation() {
        UUID id = given.conversation();
        for (int i = 0; i < 3; i++) {
            given.appendAll(id, Given.messages(2_500));
        }
        return id;
    }

    private static int trashedMessages(UUID id) {
        return TestDatabase.query("SELECT 1 FROM trashed_messages WHERE conversation_id = '" + id + "'")
                .size();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private UUID conversation() {
        UUID id = given.conversation();
        given.append(id, "one\u0000");
        given.conversations.append(
                given.tenant,
                id,
                NewMessage.of(Role.ASSISTANT, "two")
                        .by("someone")
                        .identifiedBy("ext-" + id)
                        .with(Given.metadata("{'a':1.50}")));
        given.append(id, "three");
        return id;
    }

    private static void assertNothingIsLeft(UUID id) {
        for (String table : List.of("messages", "trashed_messages")) {
            assertThat(TestDatabase.query("SELECT 1 FROM " + table + " WHERE conversation_id = '" + id + "'"))
                    .isEmpty();
        }
        for (String table : List.of("conversations", "trashed_conversations")) {
            assertThat(TestDatabase.query("SELECT 1 FROM " + table + " WHERE id = '" + id + "'"))
                    .isEmpty();
        }
    }
}
