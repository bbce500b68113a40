package dewey.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.config.Settings;
import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.Cursor;
import dewey.conversations.Limits;
import dewey.conversations.Message;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.conversations.Succession;
import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.transcripts.ImportProgress;
import dewey.transcripts.ImportReport;
import dewey.transcripts.TranscriptFiles;
import dewey.transcripts.TranscriptImport;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported as JSON Lines and imported again is what was there, all of it. */
class RoundTripTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final int MAX_ITEM_BYTES = 32 << 20;

    @TempDir
    private Path directory;

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private final Exports exports = new Exports(conversations);
    private TranscriptImport imports;

    @BeforeEach
    void setUp() {
        imports = new TranscriptImport(
                new TranscriptFiles(new Settings.Transcripts(Optional.of(directory), 1L << 30, MAX_ITEM_BYTES)),
                conversations,
                MAX_ITEM_BYTES,
                LIMITS);
    }

    static Stream<String> samples() {
        Stream<String> own =
                Stream.of("session.jsonl", "messages.jsonl", "messages.json", "chatgpt.json", "claude-ai.json");
        String more = System.getProperty("dewey.samples");
        return more == null ? own : Stream.concat(own, filesOf(Path.of(more)));
    }

    private static Stream<String> filesOf(Path samples) {
        try (Stream<Path> files = Files.list(samples)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".jsonl")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void givesBackEveryTranscriptAsItWas(String sample) throws IOException {
        importFile(tenant, copy(sample));
        List<Object> before = all(tenant);
        String another = "another " + tenant;

        write("export.jsonl", export(tenant, Succession.ALL, 2_000));
        eraseAll(tenant);
        ImportReport restored = importFile(another, "export.jsonl");

        assertThat(before).isNotEmpty();
        assertThat(restored.invalidLines()).isEmpty();
        assertThat(all(another)).isEqualTo(before);
        assertThat(export(another, Succession.ALL, 1 << 20).lines().skip(1))
                .isEqualTo(Files.readAllLines(directory.resolve("export.jsonl")).stream()
                        .skip(1)
                        .toList());
    }

    @Test
    void keepsWhatIsHardToKeep() throws Exception {
        UUID id = conversations
                .begin(
                        tenant,
                        NewConversation.start(
                                        "se\u0000ssion", "Ti\ud800tle", metadata("{\"n\":1.50,\"b\":1e2,\"z\":null}"))
                                .identifiedBy("ext")
                                .begunAt(Instant.parse("2001-02-03T04:05:06.789012Z")))
                .id();
        conversations.append(
                tenant,
                id,
                NewMessage.of(Role.USER, "\u0000 \ud800 \u2028 <b>\r\n\ttext")
                        .by("A \"quoted\" one")
                        .atTurn(7)
                        .with(metadata("{\"huge\":123456789012345678901234567890,\"deep\":[[{}]]}"))
                        .at(Instant.parse("1815-12-10T00:00:00.000001Z")));
        conversations.append(
                tenant,
                id,
                NewMessage.ofBlocks(
                                Role.ASSISTANT,
                                JsonText.read("[{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"},"
                                                + "{\"type\":\"text\",\"text\":\"\\ud800\"}]")
                                        .asJsonArray())
                        .identifiedBy("m-1"));
        List<Object> before = all(tenant);
        String another = "another " + tenant;

        write("export.jsonl", export(tenant, Succession.ALL, 100));
        eraseAll(tenant);
        importFile(another, "export.jsonl");

        assertThat(all(another)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "0001-01-02T23:59:59.999999Z",
                "1582-10-14T12:00:00.000001Z",
                "1893-03-31T23:30:00Z"
            })
    void keepsEveryMomentOfTheCalendar(String moment) throws Exception {
        // given
        UUID id = conversations
                .begin(tenant, NewConversation.start(null, null, Metadata.EMPTY).begunAt(Instant.parse(moment)))
                .id();
        conversations.append(tenant, id, NewMessage.of(Role.USER, "long ago").at(Instant.parse(moment)));
        conversations.appendAll(
                tenant, id, List.of(NewMessage.of(Role.USER, "and then").at(Instant.parse(moment))), LIMITS);
        List<Object> before = all(tenant);
        String another = "another " + tenant;

        // when
        String exported = export(tenant, Succession.ALL, 100);
        write("export.jsonl", exported);
        eraseAll(tenant);
        importFile(another, "export.jsonl");

        // then
        assertThat(all(another)).isEqualTo(before);
        assertThat(exported.split("\"created_at\":\"" + Timestamp.text(Instant.parse(moment)), -1))
                .hasSize(4);
    }

    @Test
    void addsNothingWhereItIsThereAlready() {
        UUID id = conversation("one", 3);
        write("export.jsonl", export(tenant, Succession.ALL, 1 << 20));
        conversations.append(tenant, id, NewMessage.of(Role.USER, "said since"));
        List<Object> before = all(tenant);

        ImportReport report = importFile(tenant, "export.jsonl");

        assertThat(report.stored()).isZero();
        assertThat(report.duplicates()).isEqualTo(3);
        assertThat(all(tenant)).isEqualTo(before);
    }

    @Test
    void givesAnotherTenantACopyUnderOtherIdsWhereTheFirstStillHasThem() {
        UUID id = conversation("one", 3);
        write("export.jsonl", export(tenant, Succession.ALL, 1 << 20));
        String another = "another " + tenant;

        ImportReport first = importFile(another, "export.jsonl");
        ImportReport again = importFile(another, "export.jsonl");

        assertThat(first.stored()).isEqualTo(3);
        assertThat(first.conversationId()).isNotEqualTo(id);
        assertThat(again.conversationId()).isEqualTo(first.conversationId());
        assertThat(again.stored()).isZero();
        assertThat(messages(another, first.conversationId()))
                .extracting(Message::content)
                .containsExactly("one 1", "one 2", "one 3");
    }

    @Test
    void givesTheSameTenantACopyWhoseMessagesHaveIdsOfTheirOwn() {
        UUID id = conversation("one", 3);
        UUID other = UUID.randomUUID();
        write("export.jsonl", export(tenant, Succession.ALL, 1 << 20).replace(id.toString(), other.toString()));

        ImportReport first = importFile(tenant, "export.jsonl");
        ImportReport again = importFile(tenant, "export.jsonl");

        assertThat(first.stored()).isEqualTo(3);
        assertThat(again.stored()).isZero();
        assertThat(again.duplicates()).isEqualTo(3);
        assertThat(messages(tenant, other)).extracting(Message::content).containsExactly("one 1", "one 2", "one 3");
        assertThat(messages(tenant, other))
                .extracting(Message::id)
                .doesNotContainAnyElementsOf(
                        messages(tenant, id).stream().map(Message::id).toList());
    }

    @Test
    void storesAMessageOnceThatTheFileHasTwice() {
        UUID id = conversation("one", 2);
        String exported = export(tenant, Succession.ALL, 1 << 20);
        String last = exported.lines().reduce((one, next) -> next).orElseThrow();
        eraseAll(tenant);
        write("export.jsonl", exported + last + "\n");

        ImportReport report = importFile(tenant, "export.jsonl");

        assertThat(report.stored()).isEqualTo(2);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(messages(tenant, id)).extracting(Message::content).containsExactly("one 1", "one 2");
    }

    @Test
    void putsMessagesAtTheEndWhoseTurnsOthersHave() {
        UUID id = conversation("one", 2);
        write("export.jsonl", export(tenant, Succession.ALL, 1 << 20));
        conversations.delete(tenant, id);
        conversations.begin(tenant, new NewConversation(id, null, null, Metadata.EMPTY, null));
        conversations.append(tenant, id, NewMessage.of(Role.USER, "was faster"));

        importFile(tenant, "export.jsonl");

        assertThat(messages(tenant, id)).extracting(Message::content).containsExactly("was faster", "one 1", "one 2");
    }

    @Test
    void refusesMessagesWhoseConversationWasRefused() {
        write(
                "export.jsonl",
                """
                {"dewey_export":1}
                {"conversation":{"id":"no uuid"}}
                {"message":{"id":"018f0000-0000-7000-8000-000000000001","turn":1,"role":"user","content":"lost?"}}
                {"conversation":{"id":"018f0000-0000-7000-8000-%012d"}}
                """
                        .formatted(Math.abs(tenant.hashCode())));

        ImportReport report = importFile(tenant, "export.jsonl");

        assertThat(report.invalidLines()).extracting(line -> line.line()).containsExactly(2L, 3L);
        assertThat(report.conversationCount()).isEqualTo(1);
    }

    @Test
    void exportsOnlyWhatIsMeant() {
        UUID one = conversation("one", 1);
        UUID two = conversation("two", 1);
        String session = export(tenant, new Succession(null, "session of two", null), 1 << 20);
        String byMetadata = export(tenant, new Succession(null, null, object("{\"name\":\"one\"}")), 1 << 20);
        String byId = export(tenant, Succession.of(Set.of(two)), 1 << 20);

        assertThat(session).contains(two.toString()).doesNotContain(one.toString());
        assertThat(byMetadata).contains(one.toString()).doesNotContain(two.toString());
        assertThat(byId).contains(two.toString()).doesNotContain(one.toString());
        assertThat(export(tenant, Succession.of(Set.of()), 1 << 20).lines()).hasSize(1);
        assertThat(export("another " + tenant, Succession.ALL, 1 << 20).lines()).hasSize(1);
    }

    @Test
    void endsAConversationThatIsDeletedWhileItIsWritten() {
        UUID id = conversation("one", 50);
        ExportPart first = exports.write(tenant, Succession.ALL, ExportFormat.JSONL, Optional.empty(), 1_000);
        assertThat(first.next()).isPresent();

        conversations.delete(tenant, id);
        UUID later = conversation("two", 1);
        ExportPart rest = exports.write(tenant, Succession.ALL, ExportFormat.JSONL, first.next(), 1 << 20);

        assertThat(rest.next()).isEmpty();
        assertThat(rest.text()).contains(later.toString()).doesNotContain("one 50");
    }

    private UUID conversation(String name, int messages) {
        UUID id = conversations
                .begin(tenant, NewConversation.start("session of " + name, name, object("name", name)))
                .id();
        for (int i = 1; i <= messages; i++) {
            conversations.append(tenant, id, NewMessage.of(Role.USER, name + " " + i));
        }
        return id;
    }

    private String export(String tenant, Succession selection, int partLength) {
        StringBuilder text = new StringBuilder();
        Optional<Place> place = Optional.empty();
        do {
            ExportPart part = exports.write(tenant, selection, ExportFormat.JSONL, place, partLength);
            text.append(part.text());
            // as it comes back from a client
            place = part.next()
                    .map(next -> Place.read(
                            Cursor.read(next.cursor(ExportFormat.JSONL).text()), ExportFormat.JSONL));
        } while (place.isPresent());
        return text.toString();
    }

    private List<Object> all(String tenant) {
        List<Object> all = new ArrayList<>();
        for (Conversation conversation : walk(tenant)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("id", conversation.id());
            facts.put("session", conversation.sessionId());
            facts.put("title", conversation.title());
            facts.put("metadata", conversation.metadata());
            facts.put("external", conversation.externalId());
            facts.put("count", conversation.messageCount());
            facts.put("next", conversation.nextTurn());
            facts.put("created", conversation.createdAt());
            facts.put("updated", conversation.updatedAt());
            all.add(facts);
            for (Message message : messages(tenant, conversation.id())) {
                all.add(List.of(
                        message.id(),
                        message.turnNumber(),
                        message.role(),
                        message.content(),
                        message.blocks(),
                        message.author(),
                        message.metadata(),
                        message.externalId(),
                        message.createdAt()));
            }
        }
        return all;
    }

    private List<Conversation> walk(String tenant) {
        return conversations.inSuccession(
                tenant, Succession.ALL, Place.START.createdAt(), Place.START.conversationId(), 1_000);
    }

    private List<Message> messages(String tenant, UUID id) {
        return conversations
                .read(tenant, id, 1, Integer.MAX_VALUE, Long.MAX_VALUE)
                .messages();
    }

    private void eraseAll(String tenant) {
        walk(tenant).forEach(conversation -> conversations.delete(tenant, conversation.id()));
    }

    private ImportReport importFile(String tenant, String name) {
        return imports.importFile(tenant, name, null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
    }

    private String copy(String sample) throws IOException {
        Path target = directory.resolve(Path.of(sample).getFileName());
        if (Path.of(sample).isAbsolute()) {
            Files.copy(Path.of(sample), target);
        } else {
            try (InputStream in = RoundTripTest.class.getResourceAsStream("/transcripts/" + sample)) {
                Files.copy(in, target);
            }
        }
        return target.getFileName().toString();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Metadata object(String name, String value) {
        return new Metadata(JsonText.object().add(name, value).build());
    }

    private static Metadata metadata(String text) {
        return new Metadata(object(text));
    }

    private static JsonObject object(String text) {
        try {
            return JsonText.read(text).asJsonObject();
        } catch (InvalidJson e) {
            throw new AssertionError(e);
        }
    }
}
