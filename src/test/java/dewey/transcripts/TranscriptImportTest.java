package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.config.Settings;
import dewey.conversations.BulkAppended;
import dewey.conversations.Conversation;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.ListQuery;
import dewey.conversations.Message;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptImportTest {
    private static final Limits LIMITS = new Limits(1000, 1000, 8, 50);

    @TempDir
    private Path directory;

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private TranscriptImport imports;

    @BeforeEach
    void setUp() {
        imports = importsInto(conversations);
    }

    private TranscriptImport importsInto(Conversations target) {
        TranscriptFiles files =
                new TranscriptFiles(new Settings.Transcripts(Optional.of(directory), 1L << 30, Samples.MAX_LINE_BYTES));
        return new TranscriptImport(files, target, Samples.MAX_LINE_BYTES, LIMITS);
    }

    @Test
    void keepsEveryRowOfASessionInTheOrderOfTheFileAndAnAnswerOfTheModelTogether() throws Exception {
        List<String> lines = Samples.lines("session.jsonl");

        ImportReport report = importFile(Samples.copy("session.jsonl", directory));

        assertThat(report.stored()).isEqualTo(lines.size() - 1);
        assertThat(report.duplicates()).isZero();
        assertThat(report.firstTurn()).hasValue(1);
        assertThat(report.lastTurn()).hasValue(lines.size() - 1);
        List<Message> messages = messages(report.conversationId());
        assertThat(messages).extracting(Message::id).containsExactlyElementsOf(report.messageIds());
        List<JsonValue> rows = rows(report.conversationId());
        assertThat(rows).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(rows.get(i)).isEqualTo(JsonText.read(lines.get(i)));
        }
    }

    @Test
    void completesWhatWasStoredWhileTheSessionGrows() throws Exception {
        List<String> lines = Samples.lines("session.jsonl");
        List<ImportReport> reports = new ArrayList<>();

        for (int end : List.of(4, 5, 9, 12, lines.size())) {
            Samples.write(directory.resolve("session.jsonl"), String.join("\n", lines.subList(0, end)));
            reports.add(importFile("session.jsonl"));
        }

        UUID id = reports.get(0).conversationId();
        assertThat(reports).extracting(ImportReport::conversationId).containsOnly(id);
        assertThat(reports).extracting(ImportReport::stored).containsExactly(4, 0, 4, 3, 4);
        assertThat(reports).extracting(ImportReport::completed).containsExactly(0, 1, 0, 0, 0);
        assertThat(rows(id)).hasSameSizeAs(lines);
        String another = "another " + tenant;
        ImportReport atOnce =
                imports.importFile(another, "session.jsonl", null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
        assertThat(said(tenant, id)).isEqualTo(said(another, atOnce.conversationId()));
    }

    @Test
    void losesNothingWhenAnOlderVersionComesLast() throws Exception {
        List<String> lines = Samples.lines("session.jsonl");
        ImportReport whole = importFile(Samples.copy("session.jsonl", directory));
        Samples.write(directory.resolve("session.jsonl"), String.join("\n", lines.subList(0, 4)));

        ImportReport older = importFile("session.jsonl");

        assertThat(older.stored() + older.completed()).isZero();
        assertThat(rows(whole.conversationId())).hasSameSizeAs(lines);
    }

    @Test
    void namesTheConversationAfterTheSession() {
        ImportReport report = importFile(Samples.copy("session.jsonl", directory));

        Conversation conversation = page(report.conversationId()).conversation();
        assertThat(conversation.sessionId()).contains("5f0e2b1a-7c3d-4e5f-8a9b-0c1d2e3f4a5b");
        assertThat(conversation.title()).contains("Mending the clock of the old tower");
        assertThat(conversation.externalId()).contains("claude-code:5f0e2b1a-7c3d-4e5f-8a9b-0c1d2e3f4a5b");
    }

    @Test
    void storesNothingTheSecondTime() {
        ImportReport first = importFile(Samples.copy("session.jsonl", directory));
        ImportReport second = importFile("session.jsonl");

        assertThat(second.conversationId()).isEqualTo(first.conversationId());
        assertThat(second.stored()).isZero();
        assertThat(second.duplicates()).isEqualTo(first.stored());
        assertThat(second.messageIds()).isEmpty();
        assertThat(second.firstTurn()).isEmpty();
        assertThat(messages(first.conversationId())).hasSize(first.stored());
    }

    @Test
    void addsOnlyWhatIsNewOfASessionThatHasGrown() {
        List<String> lines = Samples.lines("session.jsonl");
        Samples.write(directory.resolve("early.jsonl"), String.join("\n", lines.subList(0, 9)));
        ImportReport early = importFile("early.jsonl");

        ImportReport late = importFile(Samples.copy("session.jsonl", directory));

        assertThat(late.conversationId()).isEqualTo(early.conversationId());
        assertThat(late.duplicates()).isEqualTo(8);
        assertThat(late.stored()).isEqualTo(lines.size() - 9);
        assertThat(late.firstTurn()).hasValue(9);
        assertThat(lineNumbers(late.conversationId()))
                .isEqualTo(IntStream.rangeClosed(1, lines.size()).boxed().toList());
    }

    @Test
    void completesALineThatWasHalfWrittenTheFirstTime() {
        String whole = String.join("\n", Samples.lines("session.jsonl"));
        Samples.write(directory.resolve("session.jsonl"), whole.substring(0, whole.length() - 20));
        ImportReport half = importFile("session.jsonl");

        ImportReport complete = importFile(Samples.copy("session.jsonl", directory));

        assertThat(half.invalidLines()).extracting(InvalidLine::line).containsExactly(16L);
        assertThat(complete.stored()).isEqualTo(1);
        assertThat(complete.invalidLineCount()).isZero();
    }

    @Test
    void goesOnWithAnImportThatWasCancelledBetweenItsBatches() {
        Samples.write(directory.resolve("long.jsonl"), "{\"role\":\"user\",\"content\":\"x\"}\n".repeat(2_500));
        Conversations cancelling = new Conversations(TestDatabase.transactions(), LIMITS) {
            @Override
            public BulkAppended beginWith(
                    String tenant, NewConversation conversation, List<NewMessage> messages, Limits limits) {
                BulkAppended first = super.beginWith(tenant, conversation, messages, limits);
                Thread.currentThread().interrupt();
                return first;
            }
        };

        try {
            assertThatThrownBy(() -> importsInto(cancelling)
                            .importFile(tenant, "long.jsonl", null, null, Metadata.EMPTY, ImportProgress.UNHEARD))
                    .isInstanceOfAny(CancellationException.class, UncheckedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        ImportReport rest = importFile("long.jsonl");
        assertThat(rest.duplicates()).isEqualTo(Import.BATCH_MESSAGES);
        assertThat(messages(rest.conversationId())).hasSize(2_500);
    }

    @Test
    void recognisesAFileWithoutASessionByItsFirstRow() {
        Samples.write(directory.resolve("a.jsonl"), "{\"type\":\"summary\",\"summary\":\"Alone\"}\n{\"type\":\"x\"}");
        ImportReport first = importFile("a.jsonl");
        Samples.write(
                directory.resolve("b.jsonl"), "{\"type\":\"summary\",\"summary\":\"Alone\"}\n{\"type\":\"x\"}\n[]");
        ImportReport second = importFile("b.jsonl");

        assertThat(second.conversationId()).isEqualTo(first.conversationId());
        assertThat(second.stored()).isEqualTo(1);
        assertThat(page(first.conversationId()).conversation().sessionId()).isEmpty();
    }

    @Test
    void keepsSessionsOfTenantsApart() {
        ImportReport ours = importFile(Samples.copy("session.jsonl", directory));
        ImportReport theirs = imports.importFile(
                "another " + tenant, "session.jsonl", null, null, Metadata.EMPTY, ImportProgress.UNHEARD);

        assertThat(theirs.conversationId()).isNotEqualTo(ours.conversationId());
        assertThat(theirs.stored()).isEqualTo(ours.stored());
    }

    @Test
    void reportsLinesThatCannotBeStoredAndStoresTheRest() throws Exception {
        byte[] badText = "{\"type\":\"x\",\"text\":\"?\"}\n".getBytes(StandardCharsets.UTF_8);
        badText[20] = (byte) 0xff;
        try (var out = Files.newOutputStream(directory.resolve("a.jsonl"))) {
            out.write("{\"type\":\"summary\",\"summary\":\"First\"}\nno JSON\n\n".getBytes(StandardCharsets.UTF_8));
            out.write(badText);
            out.write(("{\"long\":\"" + "x".repeat(Samples.MAX_LINE_BYTES) + "\"}\n").getBytes(StandardCharsets.UTF_8));
            out.write(("[".repeat(JsonText.MAX_DEPTH + 1) + "]".repeat(JsonText.MAX_DEPTH + 1) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write("{\"number\":1e100000}\n{\"type\":\"last\"}".getBytes(StandardCharsets.UTF_8));
        }

        ImportReport report = importFile("a.jsonl");

        assertThat(report.stored()).isEqualTo(2);
        assertThat(report.invalidLineCount()).isEqualTo(5);
        assertThat(report.invalidLines()).extracting(InvalidLine::line).containsExactly(2L, 4L, 5L, 6L, 7L);
        assertThat(report.invalidLines())
                .extracting(InvalidLine::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("is not JSON"),
                        reason -> assertThat(reason).isEqualTo("is not UTF-8"),
                        reason -> assertThat(reason).isEqualTo("is 1048587 bytes; the limit is 1048576"),
                        reason -> assertThat(reason).isEqualTo("is nested deeper than 512 levels"),
                        reason -> assertThat(reason).contains("number"));
    }

    @Test
    void boundsTheListOfInvalidLinesButCountsThemAll() {
        Samples.write(directory.resolve("a.jsonl"), "{}\n" + "bad\n".repeat(250));

        ImportReport report = importFile("a.jsonl");

        assertThat(report.invalidLines()).hasSize(100);
        assertThat(report.invalidLineCount()).isEqualTo(250);
    }

    @Test
    void keepsRowsWholeThatAreLargerThanAMessageMayBe() throws Exception {
        String text = "long ".repeat(100_000);
        String deep = "{\"a\":".repeat(400) + "1" + "}".repeat(400);
        String row = "{\"type\":\"user\",\"sessionId\":\"large\",\"message\":{\"role\":\"user\",\"content\":\"" + text
                + "\"},\"deep\":" + deep + "}";
        Samples.write(directory.resolve("a.jsonl"), row);

        ImportReport report = importFile("a.jsonl");

        Message message = messages(report.conversationId()).get(0);
        assertThat(message.content()).isEqualTo(text);
        assertThat(message.metadata().value().get("row")).isEqualTo(JsonText.read(row));
    }

    @Test
    void keepsLoneSurrogatesAndZerosOfARow() {
        ImportReport report = importFile(Samples.copy("session.jsonl", directory));

        Message hologram = messages(report.conversationId()).get(13);
        assertThat(((JsonString)
                                hologram.metadata().value().getJsonObject("row").get("odd"))
                        .getString())
                .isEqualTo("\ud800 and \u0000");
    }

    @Test
    void keepsBothOfTwoRowsThatShareAUuid() {
        Samples.write(
                directory.resolve("a.jsonl"),
                """
                {"type":"user","uuid":"u","sessionId":"twins","message":{"role":"user","content":"one"}}
                {"type":"user","uuid":"u","sessionId":"twins","message":{"role":"user","content":"two"}}
                {"type":"user","uuid":"u","sessionId":"twins","message":{"role":"user","content":"one"}}
                """);

        ImportReport first = importFile("a.jsonl");
        ImportReport second = importFile("a.jsonl");

        assertThat(messages(first.conversationId()))
                .extracting(Message::content)
                .containsExactly("one", "two");
        assertThat(first.duplicates()).isEqualTo(1);
        assertThat(second.stored()).isZero();
    }

    @Test
    void storesEachRowOnceWhenAFileIsImportedTwiceAtTheSameTime() {
        String file = Samples.copy("session.jsonl", directory);

        List<ImportReport> reports =
                IntStream.range(0, 6)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> importFile(file)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(reports)
                .extracting(ImportReport::conversationId)
                .containsOnly(reports.get(0).conversationId());
        assertThat(reports.stream().mapToInt(ImportReport::stored).sum()).isEqualTo(15);
        assertThat(lineNumbers(reports.get(0).conversationId()))
                .isEqualTo(IntStream.rangeClosed(1, 16).boxed().toList());
    }

    @Test
    void storesThousandsOfRowsInBatches() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 2_345; i++) {
            rows.append("{\"type\":\"progress\",\"uuid\":\"p").append(i).append("\",\"sessionId\":\"many\"}\n");
        }
        Samples.write(directory.resolve("a.jsonl"), rows.toString());

        ImportReport report = importFile("a.jsonl");

        assertThat(report.stored()).isEqualTo(2_345);
        assertThat(lineNumbers(report.conversationId()))
                .isEqualTo(IntStream.rangeClosed(1, 2_345).boxed().toList());
    }

    @Test
    void fillsTheConversationThatIsNamed() {
        UUID id = conversations.begin(tenant, NewConversation.start()).id();

        ImportReport report = imports.importFile(
                tenant, Samples.copy("session.jsonl", directory), id, null, Metadata.EMPTY, ImportProgress.UNHEARD);

        assertThat(report.conversationId()).isEqualTo(id);
        assertThat(messages(id)).hasSize(report.stored());
    }

    @Test
    void findsNoConversationOfAnotherTenant() {
        UUID id = conversations.begin("another", NewConversation.start()).id();
        String file = Samples.copy("session.jsonl", directory);

        assertThatThrownBy(() -> imports.importFile(tenant, file, id, null, Metadata.EMPTY, ImportProgress.UNHEARD))
                .isInstanceOf(Refused.class)
                .hasMessage("no such conversation");
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        String file = Samples.copy("session.jsonl", directory);
        long size = Files.size(directory.resolve(file));
        List<Long> bytes = new ArrayList<>();
        List<Integer> messages = new ArrayList<>();

        ImportReport report = imports.importFile(tenant, file, null, null, Metadata.EMPTY, (done, total, rows) -> {
            assertThat(total).isEqualTo(size);
            bytes.add(done);
            messages.add(rows);
        });

        assertThat(bytes).isNotEmpty().isSorted().last().isEqualTo(size);
        assertThat(messages).last().isEqualTo(report.stored());
    }

    @Test
    void tellsHowFarItIsInAFileOfManyConversations() {
        String conversation =
                "{\"uuid\":\"%s-%d\",\"chat_messages\":[{\"uuid\":\"m\",\"sender\":\"human\",\"text\":\"said\"}]}";
        String all = IntStream.range(0, 5)
                .mapToObj(i -> conversation.formatted(tenant, i))
                .collect(Collectors.joining(",", "[", "]"));
        List<Integer> messages = new ArrayList<>();

        ImportReport report = imports.importFile(
                tenant,
                Samples.write(directory.resolve("conversations.json"), all),
                null,
                null,
                Metadata.EMPTY,
                (done, total, count) -> messages.add(count));

        assertThat(report.conversationCount()).isEqualTo(5);
        assertThat(messages).hasSizeGreaterThanOrEqualTo(5).isSorted().last().isEqualTo(5);
    }

    @Test
    void storesAnArrayOfMessages() {
        ImportReport report = imports.importFile(
                tenant,
                Samples.copy("messages.json", directory),
                null,
                "night",
                new Metadata(object("{\"a\":1}")),
                ImportProgress.UNHEARD);

        ConversationPage page = page(report.conversationId());
        assertThat(page.conversation().sessionId()).contains("night");
        assertThat(page.conversation().metadata().value()).isEqualTo(object("{\"a\":1}"));
        assertThat(page.messages()).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        Message first = page.messages().get(0);
        assertThat(first.author()).contains("Ada");
        assertThat(first.externalId()).contains("q-1");
        assertThat(first.createdAt()).isEqualTo(Instant.parse("2026-05-01T01:00:00Z"));
        assertThat(page.messages().get(1).content()).isEqualTo("Vega and Altair.\nLater Fomalhaut.");
        assertThat(page.messages().get(1).metadata().value()).isEqualTo(object("{\"sky\":{\"clear\":true}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"content\":\" \"}",
                "{\"role\":\"user\"}",
                "{\"content\":\"a\"}",
                "{\"role\":\"User\",\"content\":\"a\"}",
                "{\"role\":7,\"content\":\"a\"}",
                "{\"role\":\"user\",\"content\":null}",
                "{\"role\":\"user\",\"content\":[]}",
                "{\"role\":\"user\",\"content\":\"a\",\"metadata\":[]}",
                "{\"role\":\"user\",\"content\":\"a\",\"author\":{}}",
                "{\"role\":\"user\",\"content\":\"a\",\"created_at\":\"yesterday\"}",
                "{\"role\":\"user\",\"content\":\"a\",\"created_at\":\"+99999-01-01T00:00:00Z\"}",
                "{\"role\":\"user\",\"content\":\"a\",\"created_at\":\"2026-01-01T00:00:00\"}",
                "{\"role\":\"user\",\"content\":\"a\",\"metadata\":{\"row\":1},\"model\":\"b\"}",
                "null",
                "\"text\"",
                "[]"
            })
    void storesNoneOfAnArrayWithOneBadMessageAndNamesItsIndex(String message) {
        Samples.write(directory.resolve("a.json"), "[{\"role\":\"user\",\"content\":\"good\"},\n" + message + "]");

        assertThatThrownBy(() -> importFile("a.json"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("messages_file[1]");
        assertThat(conversationCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[",
                "[{\"role\":\"user\",\"content\":\"a\"}",
                "[{\"role\":\"user\",\"content\":\"a\"}] x",
                "[1",
                "[{]",
                "[,]",
                "[[",
                "[{\"role\":\"user\",\"content\":\"a\"},]"
            })
    void refusesAnArrayThatIsNone(String text) {
        Samples.write(directory.resolve("a.json"), text);

        assertThatThrownBy(() -> importFile("a.json"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("messages_file");
        assertThat(conversationCount()).isZero();
    }

    @Test
    void refusesAnArrayOfTooManyMessages() {
        String message = "{\"role\":\"user\",\"content\":\"a\"}";
        Samples.write(directory.resolve("a.json"), "[" + (message + ",\n").repeat(50) + message + "]");

        assertThatThrownBy(() -> importFile("a.json"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("more than 50 messages");
    }

    @Test
    void storesMessagesThatStandOnALineEach() {
        ImportReport report = importFile(Samples.copy("messages.jsonl", directory));

        assertThat(report.stored()).isEqualTo(4);
        assertThat(report.invalidLines()).extracting(InvalidLine::line).containsExactly(5L, 6L, 8L);
        assertThat(report.invalidLines())
                .extracting(InvalidLine::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("role is \"captain\""),
                        reason -> assertThat(reason).isEqualTo("content is blank"),
                        reason -> assertThat(reason).startsWith("is not JSON"));
        List<Message> messages = messages(report.conversationId());
        assertThat(messages.get(1).author()).contains("pilot");
        assertThat(messages.get(1).metadata().value()).isEqualTo(object("{\"sounding\":11.0}"));
        assertThat(messages.get(3).metadata().value().getJsonObject("row").getString("model"))
                .isEqualTo("sextant-1");
    }

    @Test
    void recognisesAFileOfMessagesByItsNameAndItsFirstRow() {
        ImportReport first = importFile(Samples.copy("messages.jsonl", directory));
        ImportReport again = importFile("messages.jsonl");
        Samples.write(directory.resolve("others.jsonl"), Samples.bytes("messages.jsonl"));
        ImportReport others = importFile("others.jsonl");

        assertThat(again.conversationId()).isEqualTo(first.conversationId());
        assertThat(again.stored()).isZero();
        assertThat(others.conversationId()).isNotEqualTo(first.conversationId());
        assertThat(others.stored()).isEqualTo(first.stored());
    }

    @Test
    void addsNoMessageTwiceToTheConversationThatIsNamed() {
        ImportReport first = importFile(Samples.copy("messages.jsonl", directory));
        ImportReport second = imports.importFile(
                tenant, "messages.jsonl", first.conversationId(), null, Metadata.EMPTY, ImportProgress.UNHEARD);

        assertThat(second.stored()).isZero();
        assertThat(second.duplicates()).isEqualTo(4);
    }

    @Test
    void tellsLinesOfArraysFromAnArray() {
        Samples.write(directory.resolve("a.jsonl"), "[\"odd\"]\n{\"type\":\"user\",\"sessionId\":\"odd\"}\n");

        assertThat(importFile("a.jsonl").stored()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \r\n\t\n", "\uFEFF", "\u0000\u0000"})
    void refusesAnEmptyFile(String text) {
        Samples.write(directory.resolve("a.jsonl"), text);

        assertThatThrownBy(() -> importFile("a.jsonl"))
                .isInstanceOf(Refused.class)
                .hasMessage("messages_file names an empty file");
    }

    @Test
    void refusesAFileWithoutASingleRowAndSaysWhy() {
        Samples.write(directory.resolve("a.txt"), "\nDear diary,\ntoday");

        assertThatThrownBy(() -> importFile("a.txt"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("messages_file holds no message: line 2 is not JSON");
        assertThat(conversationCount()).isZero();
    }

    private ImportReport importFile(String name) {
        return imports.importFile(tenant, name, null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
    }

    private ConversationPage page(UUID id) {
        return conversations.read(tenant, id, 1, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private List<Message> messages(UUID id) {
        return page(id).messages();
    }

    private List<Integer> lineNumbers(UUID id) {
        return messages(id).stream()
                .map(message -> message.metadata().value())
                .flatMap(value -> value.containsKey("lines")
                        ? value.getJsonArray("lines").getValuesAs(JsonNumber::intValue).stream()
                        : Stream.of(value.getInt("line")))
                .toList();
    }

    private List<JsonValue> rows(UUID id) {
        return messages(id).stream()
                .map(message -> message.metadata().value())
                .flatMap(value ->
                        value.containsKey("rows") ? value.getJsonArray("rows").stream() : Stream.of(value.get("row")))
                .toList();
    }

    private List<List<Object>> said(String tenant, UUID id) {
        return conversations.read(tenant, id, 1, Integer.MAX_VALUE, Long.MAX_VALUE).messages().stream()
                .map(each -> List.<Object>of(
                        each.turnNumber(),
                        each.role(),
                        each.content(),
                        each.metadata(),
                        each.externalId(),
                        each.author()))
                .toList();
    }

    private long conversationCount() {
        return conversations.list(tenant, ListQuery.newest(1)).total();
    }

    private static JsonObject object(String text) {
        try {
            return JsonText.read(text).asJsonObject();
        } catch (InvalidJson e) {
            throw new AssertionError(e);
        }
    }
}
