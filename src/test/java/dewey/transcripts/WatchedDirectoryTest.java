package dewey.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.config.Settings;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.ListQuery;
import dewey.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedDirectoryTest {
    private static final Limits LIMITS = new Limits(1000, 1000, 8, 50);

    @TempDir
    private Path directory;

    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
    private WatchedDirectory watched;

    @BeforeEach
    void setUp() throws IOException {
        Path projects = Files.createDirectory(directory.resolve("projects"));
        Settings.Transcripts limits = new Settings.Transcripts(Optional.empty(), 1 << 20, Samples.MAX_LINE_BYTES);
        watched = new WatchedDirectory(
                new TranscriptImport(new TranscriptFiles(limits), conversations, Samples.MAX_LINE_BYTES, LIMITS),
                new Settings.Watch(Optional.of(projects), Duration.ofMinutes(1), tenant),
                limits);
    }

    @Test
    void importsWhatIsThereAndThenOnlyWhatHasChanged() throws IOException {
        Path project = Files.createDirectory(directory.resolve("projects/-home-ada"));
        Samples.copy("session.jsonl", project);
        Samples.copy("messages.jsonl", project);
        Files.writeString(project.resolve("notes.txt"), "{\"role\":\"user\",\"content\":\"no transcript\"}");

        assertThat(watched.look()).isEqualTo(2);
        assertThat(watched.look()).isZero();
        Files.writeString(
                project.resolve("messages.jsonl"),
                new String(Samples.bytes("messages.jsonl")) + "\n{\"role\":\"user\",\"content\":\"and more\"}");
        assertThat(watched.look()).isEqualTo(1);

        assertThat(conversations.list(tenant, ListQuery.newest(10)).items())
                .extracting(each -> each.messageCount())
                .containsExactlyInAnyOrder(15, 5);
    }

    @Test
    void followsNoLinkAndIsNotHeldUpByAFileThatCannotBeRead() throws IOException {
        Files.writeString(directory.resolve("outside.jsonl"), "{\"role\":\"user\",\"content\":\"outside\"}");
        Path projects = directory.resolve("projects");
        Files.createSymbolicLink(projects.resolve("a.jsonl"), directory.resolve("outside.jsonl"));
        Files.createSymbolicLink(projects.resolve("b"), directory);
        Files.writeString(projects.resolve("c.jsonl"), "no transcript at all");
        Files.createDirectory(projects.resolve("d.jsonl"));
        Samples.copy("session.jsonl", projects);

        watched.look();

        assertThat(conversations.list(tenant, ListQuery.newest(10)).items()).hasSize(1);
        assertThat(watched.look()).isZero();
    }

    @Test
    void sharesADirectoryWithAnotherNode() throws IOException {
        Samples.copy("session.jsonl", directory.resolve("projects"));
        watched.look();
        WatchedDirectory first = watched;
        Files.delete(directory.resolve("projects/session.jsonl"));
        Files.delete(directory.resolve("projects"));
        setUp();
        Samples.copy("session.jsonl", directory.resolve("projects"));

        watched.look();

        assertThat(watched).isNotSameAs(first);
        assertThat(conversations.list(tenant, ListQuery.newest(10)).items())
                .extracting(each -> each.messageCount())
                .containsExactly(15);
    }
}
