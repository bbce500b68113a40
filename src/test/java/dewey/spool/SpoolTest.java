package dewey.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final long MUCH = 1L << 30;

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(folder, MUCH);
    }

    @Test
    void givesBackWhatWasAppendedInOrderAndBatchByBatch() throws IOException {
        spool.append(records("a", "b"));
        spool.append(records("c"));

        assertThat(take(1)).containsExactly("a");
        assertThat(spool.records()).isEqualTo(2);
        assertThat(take(MUCH)).containsExactly("b", "c");
        assertThat(spool.isEmpty()).isTrue();
        assertThat(spool.bytes()).isZero();
    }

    @Test
    void givesTheSameBatchUntilItIsReleased() throws IOException {
        spool.append(records("a", "b"));

        assertThat(texts(spool.first(MUCH))).containsExactly("a", "b");
        assertThat(texts(spool.first(MUCH))).containsExactly("a", "b");
    }

    @Test
    void takesWhatIsAppendedWhileItIsRead() throws IOException {
        spool.append(records("a"));
        Spool.Batch first = spool.first(MUCH);
        spool.append(records("b"));
        spool.release(first);
        spool.append(records("c"));

        assertThat(take(MUCH)).containsExactly("b", "c");
    }

    @Test
    void keepsTheOrderOverManyFilesAndDeletesThoseThatAreTaken() throws IOException {
        String large = "x".repeat(3 << 20);
        for (int i = 0; i < 20; i++) {
            spool.append(records(i + large));
        }
        assertThat(files()).hasSizeGreaterThan(2);

        List<String> taken = new ArrayList<>();
        while (!spool.isEmpty()) {
            take(4 << 20).forEach(text -> taken.add(text.replace(large, "")));
        }

        assertThat(taken)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        assertThat(files()).isEmpty();
    }

    @Test
    void givesBackAfterACrashWhatWasNotReleased() throws IOException {
        spool.append(records("a", "b"));
        spool.append(records("c"));
        take(1);

        spool = new Spool(folder, MUCH);
        spool.append(records("d"));

        assertThat(spool.records()).isEqualTo(4);
        assertThat(take(MUCH)).containsExactly("a", "b", "c");
        assertThat(take(MUCH)).containsExactly("d");
    }

    @Test
    void endsBeforeARecordThatWasNotWrittenToItsEnd() throws IOException {
        spool.append(records("first", "second", "third"));
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);

        for (int length = whole.length - 1; length > 0; length--) {
            Files.write(file, Arrays.copyOf(whole, length));
            spool = new Spool(folder, MUCH);
            int left = (int) spool.records();

            assertThat(left).isLessThan(3);
            assertThat(texts(spool.first(MUCH)))
                    .isEqualTo(List.of("first", "second", "third").subList(0, left));
            if (files().isEmpty()) {
                Files.write(file, whole);
            }
        }
    }

    @Test
    void endsBeforeARecordWhoseDataIsDamaged() throws IOException {
        spool.append(records("first", "second", "third"));
        Path file = files().get(0);
        byte[] damaged = Files.readAllBytes(file);
        damaged[8 + 5 + 8 + 2] ^= 1;
        Files.write(file, damaged);

        spool = new Spool(folder, MUCH);
        spool.append(records("fourth"));

        assertThat(take(MUCH)).containsExactly("first");
        assertThat(take(MUCH)).containsExactly("fourth");
    }

    @Test
    void takesNothingThatIsOverItsBoundAndGoesOnWhenThereIsRoom() throws IOException {
        spool = new Spool(folder, 100);
        assertThat(spool.append(records("x".repeat(60)))).isTrue();

        assertThat(spool.append(records("y".repeat(60)))).isFalse();
        take(MUCH);

        assertThat(spool.append(records("y".repeat(60)))).isTrue();
    }

    @Test
    void forgetsASessionWhoseFileWasNotWrittenToItsEnd() throws IOException {
        SpoolDirectory killed = SpoolDirectory.takeInOrElsewhere(folder);
        UUID whole = UUID.randomUUID();
        killed.begun(whole, new byte[] {1});
        Files.write(killed.folder().resolve(UUID.randomUUID() + ".new"), new byte[] {1});
        killed.leave();

        SpoolDirectory next = SpoolDirectory.takeInOrElsewhere(folder);

        assertThat(next.open()).containsExactly(new byte[] {1});
        assertThat(next.folder()).isDirectoryNotContaining("glob:**.new");
        next.leave();
    }

    @Test
    void givesTwoNodesInOnePlaceAFolderEach() throws IOException {
        SpoolDirectory one = SpoolDirectory.takeInOrElsewhere(folder);
        SpoolDirectory other = SpoolDirectory.takeInOrElsewhere(folder);
        assertThat(one.folder()).isNotEqualTo(other.folder());

        one.leave();

        assertThat(SpoolDirectory.takeInOrElsewhere(folder).folder()).isEqualTo(one.folder());
    }

    private List<String> take(long about) {
        Spool.Batch batch = spool.first(about);
        spool.release(batch);
        return texts(batch);
    }

    private static List<String> texts(Spool.Batch batch) {
        return batch.records().stream()
                .map(record -> new String(record, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> records(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }
}
