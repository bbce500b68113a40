package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.config.Settings;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Message;
import dewey.conversations.Metadata;
import dewey.database.TestDatabase;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Imports real sessions of Claude Code, when {@code -Ddewey.samples=DIRECTORY} says where they are: {@code *.jsonl}, all lines valid. */
class SamplesDirectoryTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final int MAX_LINE_BYTES = 32 << 20;

    @TempDir
    private Path growing;

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);

    @TestFactory
    Stream<DynamicTest> storesEveryRowOfARealSessionOnceAndInOrder() throws IOException {
        String samples = System.getProperty("dewey.samples");
        assumeTrue(samples != null, "give -Ddewey.samples=DIRECTORY to import the sessions in it");
        Path directory = Path.of(samples);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(directory, file)));
        }
    }

    private void check(Path directory, Path file) throws Exception {
        List<Item> lines = Samples.read(Files.readAllBytes(file), MAX_LINE_BYTES);
        ImportReport first = importFile(directory, file, tenant);
        ImportReport second = importFile(directory, file, tenant);

        assertThat(first.invalidLines()).isEmpty();
        assertThat(second.stored() + second.completed()).isZero();
        // a message whose rows a batch has parted is completed by the next batch
        assertThat(second.duplicates()).isEqualTo(first.stored() + first.completed());
        List<Message> messages = pages(tenant, first.conversationId());
        assertThat(messages)
                .extracting(Message::turnNumber)
                .isEqualTo(IntStream.rangeClosed(1, first.stored()).boxed().toList());
        Map<Long, JsonValue> rows = rows(messages);
        assertThat(rows).hasSameSizeAs(lines);
        for (Item line : lines) {
            assertThat(rows.get(line.number()))
                    .isEqualTo(line.row(MAX_LINE_BYTES).value());
        }
        assertThat(growing(lines, file.getFileName().toString())).isEqualTo(said(messages));
    }

    /** What is said after five versions of the file, each longer than the one before. */
    private List<Object> growing(List<Item> lines, String name) throws IOException {
        String another = "growing " + tenant;
        ImportReport report = null;
        for (int version = 1; version <= 5; version++) {
            int end = version == 5 ? lines.size() : Math.max(1, lines.size() * version / 5);
            StringBuilder text = new StringBuilder();
            for (Item line : lines.subList(0, end)) {
                text.append(line.text()).append('\n');
            }
            Samples.write(growing.resolve(name), text.toString());
            report = importFile(growing, growing.resolve(name), another);
        }
        return said(pages(another, report.conversationId()));
    }

    private ImportReport importFile(Path directory, Path file, String tenant) {
        return new TranscriptImport(
                        new TranscriptFiles(new Settings.Transcripts(Optional.of(directory), 1L << 30, MAX_LINE_BYTES)),
                        conversations,
                        MAX_LINE_BYTES,
                        LIMITS)
                .importFile(tenant, file.getFileName().toString(), null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
    }

    private static Map<Long, JsonValue> rows(List<Message> messages) {
        Map<Long, JsonValue> rows = new HashMap<>();
        for (Message message : messages) {
            JsonObject metadata = message.metadata().value();
            if (metadata.containsKey("rows")) {
                for (int i = 0; i < metadata.getJsonArray("rows").size(); i++) {
                    rows.put(
                            (long) metadata.getJsonArray("lines").getInt(i),
                            metadata.getJsonArray("rows").get(i));
                }
            } else {
                rows.put((long) metadata.getInt("line"), metadata.get("row"));
            }
        }
        return rows;
    }

    private static List<Object> said(List<Message> messages) {
        return messages.stream()
                .<Object>map(each ->
                        List.of(each.turnNumber(), each.role(), each.content(), each.metadata(), each.externalId()))
                .toList();
    }

    private List<Message> pages(String tenant, UUID id) {
        List<Message> messages = new ArrayList<>();
        int from = 1;
        while (from > 0) {
            ConversationPage page = conversations.read(tenant, id, from, 50, 1 << 20);
            messages.addAll(page.messages());
            from = page.nextTurn().orElse(0);
        }
        return messages;
    }
}
