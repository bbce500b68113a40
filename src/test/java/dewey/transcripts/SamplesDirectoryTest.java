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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Imports real sessions of Claude Code, when {@code -Ddewey.samples=DIRECTORY} says where they are: {@code *.jsonl}, all lines valid. */
class SamplesDirectoryTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final int MAX_LINE_BYTES = 32 << 20;

    private final String tenant = TestDatabase.tenant();

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
        List<Line> lines = Samples.read(Files.readAllBytes(file), MAX_LINE_BYTES);
        Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
        TranscriptImport imports = new TranscriptImport(
                new TranscriptFiles(new Settings.Transcripts(Optional.of(directory), 1L << 30, MAX_LINE_BYTES)),
                conversations,
                MAX_LINE_BYTES,
                LIMITS);
        String name = file.getFileName().toString();

        ImportReport first = imports.importFile(tenant, name, null, null, Metadata.EMPTY, ImportProgress.UNHEARD);
        ImportReport second = imports.importFile(tenant, name, null, null, Metadata.EMPTY, ImportProgress.UNHEARD);

        assertThat(first.stored()).isEqualTo(lines.size());
        assertThat(second.stored()).isZero();
        assertThat(second.duplicates()).isEqualTo(lines.size());
        List<Message> messages = pages(conversations, first.conversationId());
        assertThat(messages)
                .extracting(Message::turnNumber)
                .isEqualTo(IntStream.rangeClosed(1, lines.size()).boxed().toList());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(messages.get(i).metadata().value().get("row"))
                    .isEqualTo(JsonLine.read(lines.get(i), MAX_LINE_BYTES));
        }
    }

    private List<Message> pages(Conversations conversations, UUID id) {
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
