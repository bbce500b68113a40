package dewey.transcripts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dewey.config.Settings;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptFilesTest {
    private static final String UNREADABLE = "messages_file names no readable file in the import directory";
    private static final long MAX_FILE_BYTES = 1 << 20;

    @TempDir
    private Path temporary;

    private Path directory;
    private TranscriptFiles files;

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("import"));
        files = in(directory);
    }

    @Test
    void readsAFileOfTheDirectoryByItsRelativeName() throws IOException {
        Samples.write(directory.resolve("a.jsonl"), "hello");

        assertThat(read("a.jsonl")).isEqualTo("hello");
        assertThat(read("./a.jsonl")).isEqualTo("hello");
    }

    @Test
    void readsAFileOfADirectoryWithinByItsAbsoluteName() throws IOException {
        Path inner = Files.createDirectories(directory.resolve("deep/er"));
        Samples.write(inner.resolve("a.jsonl"), "hello");

        assertThat(read(inner.resolve("a.jsonl").toString())).isEqualTo("hello");
        assertThat(read("deep/er/a.jsonl")).isEqualTo("hello");
    }

    @Test
    void followsALinkThatStaysInside() throws IOException {
        Files.createDirectory(directory.resolve("real"));
        Samples.write(directory.resolve("real/a.jsonl"), "hello");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("b.jsonl"), Path.of("link/a.jsonl"));

        assertThat(read("link/a.jsonl")).isEqualTo("hello");
        assertThat(read("b.jsonl")).isEqualTo("hello");
    }

    @Test
    void readsThroughADirectoryThatIsItselfALink() throws IOException {
        Samples.write(directory.resolve("a.jsonl"), "hello");
        Path link = Files.createSymbolicLink(temporary.resolve("link-to-import"), directory);
        files = in(link);

        assertThat(read("a.jsonl")).isEqualTo("hello");
        assertThat(read(link.resolve("a.jsonl").toString())).isEqualTo("hello");
        assertThat(read(directory.resolve("a.jsonl").toString())).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../outside.jsonl",
                "../../../../../../etc/passwd",
                "a/../../outside.jsonl",
                "absent.jsonl",
                "absent/absent.jsonl",
                "",
                ".",
                "..",
                "/",
                "subdirectory",
                "file:///etc/passwd",
                "/proc/self/environ",
                "/proc/self/fd/0",
                "/dev/zero",
                "/dev/stdin",
                "\\\\host\\share\\file.jsonl",
                "//host/share/file.jsonl",
                "C:\\Windows\\win.ini",
                "a\u0000b",
                "../import-twin/secret.jsonl",
                "\ud800",
                "~/.ssh/id_rsa",
                "${env:HOME}"
            })
    void refusesEverythingElseInTheSameWords(String name) throws IOException {
        Files.createDirectory(directory.resolve("subdirectory"));
        Samples.write(temporary.resolve("outside.jsonl"), "secret");
        Files.createDirectory(temporary.resolve("import-twin"));
        Samples.write(temporary.resolve("import-twin/secret.jsonl"), "secret");

        refuses(name);
    }

    @Test
    void refusesAVeryLongName() {
        refuses("a/".repeat(100_000));
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Samples.write(outside.resolve("secret.jsonl"), "secret");
        Files.createSymbolicLink(directory.resolve("file.jsonl"), outside.resolve("secret.jsonl"));
        Files.createSymbolicLink(directory.resolve("directory"), outside);
        Files.createSymbolicLink(directory.resolve("nowhere"), Path.of("absent"));
        Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
        Files.createSymbolicLink(directory.resolve("zero"), Path.of("/dev/zero"));

        refuses("file.jsonl");
        refuses("directory/secret.jsonl");
        refuses("nowhere");
        refuses("circle");
        refuses("zero");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesAPipeWithoutWaitingForItsOtherEnd() throws Exception {
        Process mkfifo =
                new ProcessBuilder("mkfifo", directory.resolve("pipe.jsonl").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refuses("pipe.jsonl"));
    }

    @Test
    void refusesAFileOverTheBoundWithBothNumbers() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("large.jsonl").toFile(), "rw")) {
            sparse.setLength(5L << 30);
        }

        assertThatThrownBy(() -> files.open("large.jsonl"))
                .isInstanceOf(Refused.class)
                .hasMessage("messages_file is 5368709120 bytes; the limit is 1048576");
    }

    @Test
    void readsNoFurtherThanTheSizeThatWasChecked() throws IOException {
        Samples.write(directory.resolve("a.jsonl"), "hello");

        try (TranscriptFile file = files.open("a.jsonl")) {
            Samples.write(directory.resolve("a.jsonl"), "hello and much more");

            assertThat(file.fromStart().readAllBytes()).asString(UTF_8).isEqualTo("hello");
            assertThat(file.fromStart().read()).isEqualTo('h');
        }
    }

    @Test
    void isOffWithoutAnImportDirectory() {
        files = new TranscriptFiles(new Settings.Transcripts(Optional.empty(), MAX_FILE_BYTES, 1024));

        assertThatThrownBy(() -> files.open("a.jsonl"))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ENABLED))
                .hasMessageContaining("dewey.transcripts.import-directory");
    }

    @Test
    void saysNothingOfADirectoryThatIsNotThere() {
        files = in(temporary.resolve("absent"));

        refuses("a.jsonl");
    }

    private void refuses(String name) {
        assertThatThrownBy(() -> files.open(name))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.field()).contains("messages_file"))
                .hasMessage(UNREADABLE);
    }

    private String read(String name) throws IOException {
        try (TranscriptFile file = files.open(name)) {
            return new String(file.fromStart().readAllBytes(), UTF_8);
        }
    }

    private static TranscriptFiles in(Path directory) {
        return new TranscriptFiles(new Settings.Transcripts(Optional.of(directory), MAX_FILE_BYTES, 1024));
    }
}
