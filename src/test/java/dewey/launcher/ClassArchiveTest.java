package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ClassArchiveTest {
    private static final int POLL_MS = 20;

    @TempDir
    private Path parent;

    @Test
    void hasTheServerListItsClassesWhereThereIsNoArchive() {
        assertThat(archive("one").options()).containsExactly("-XX:DumpLoadedClassList=" + directory("loaded.txt"));
    }

    @Test
    void isUsedWhenItIsThere() throws IOException {
        Files.createFile(Files.createDirectories(directory("")).resolve("one.jsa"));

        assertThat(archive("one").options()).containsExactly("-XX:SharedArchiveFile=" + directory("one.jsa"));
    }

    @Test
    void doesNotUseThatOfAnotherJavaAndDeletesIt() throws IOException {
        Files.createFile(Files.createDirectories(directory("")).resolve("other.jsa"));
        Files.createFile(directory("half-1.jsa"));

        assertThat(archive("one").options()).containsExactly("-XX:DumpLoadedClassList=" + directory("loaded.txt"));

        assertThat(directory("")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=mine.jsa", "-XX:AOTCache=mine"})
    void leavesItToTheUserWhoHasOneOrWantsNone(String option) {
        assertThat(new ClassArchive(directory(""), "one", List.of("-Xmx2g", option)).options())
                .isEmpty();
    }

    @Test
    void isNoneWhereItsDirectoryCannotBeMade() throws IOException {
        Files.createFile(directory(""));

        assertThat(archive("one").options()).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a shell")
    void isThereWhenItIsMade() throws Exception {
        ClassArchive archive = archive("one");

        archive.begin(shell("echo made > '" + archive.half() + "'"), parent.resolve("log"));

        await("one.jsa");
        assertThat(archive("one").options()).containsExactly("-XX:SharedArchiveFile=" + directory("one.jsa"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a shell")
    void leavesNothingBehindWhenTheMakingFails() throws Exception {
        ClassArchive archive = archive("one");

        archive.begin(
                shell("echo half > '" + archive.half() + "'; touch '" + directory("seen") + "'; sleep 0.3; exit 2"),
                parent.resolve("log"));

        await("seen");
        while (Files.exists(archive.half())) {
            Thread.sleep(POLL_MS);
        }
        assertThat(directory("one.jsa")).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a shell")
    void isNotTriedAgainWithTheJavaThatRefusedIt() throws Exception {
        archive("one").begin(shell("exit 1"), parent.resolve("log"));

        await("one.refused");
        assertThat(archive("one").options()).isEmpty();
        assertThat(archive("two").options()).isNotEmpty();
        assertThat(directory("one.refused")).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a shell")
    void isMadeOfTheClassesOfTheJvmAndItsClassPath() throws Exception {
        ClassArchive archive = archive("one");
        archive.options();
        Files.writeString(
                directory("loaded.txt"),
                """
                java/lang/Object id: 0
                com/example/OfPayara id: 7 super: 0 source: jar:/payara/one.jar
                java/util/List id: 1 super: 0
                java/util/Ma""");
        Path java = parent.resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\ncp '" + directory("listed.txt") + "' '" + parent.resolve("copy") + "'; mv '"
                        + parent.resolve("copy") + "' '" + directory("seen") + "'\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        archive.begin(java, "none.jar", parent.resolve("log"));

        await("seen");
        archive.close();
        assertThat(directory("seen")).hasContent("java/lang/Object id: 0\njava/util/List id: 1 super: 0\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a shell")
    void isNotMadeAnyMoreOnceItIsClosed() throws Exception {
        ClassArchive archive = archive("one");
        archive.begin(
                shell("echo half > '" + archive.half() + "'; touch '" + directory("seen") + "'; exec sleep 60"),
                parent.resolve("log"));
        await("seen");

        archive.close();

        while (Files.exists(archive.half())) {
            Thread.sleep(POLL_MS);
        }
        assertThat(directory("one.jsa")).doesNotExist();
    }

    @Test
    void doesNothingWithoutACommandThatRuns() {
        archive("one").begin(List.of(parent.resolve("none").toString()), parent.resolve("log"));

        assertThat(directory("")).isEmptyDirectory();
    }

    private ClassArchive archive(String name) {
        return new ClassArchive(directory(""), name, List.of("-Xmx2g"));
    }

    private Path directory(String file) {
        return parent.resolve("classes").resolve(file);
    }

    private void await(String file) throws InterruptedException {
        while (!Files.exists(directory(file))) {
            Thread.sleep(POLL_MS);
        }
    }

    private static List<String> shell(String commands) {
        return List.of("sh", "-c", commands);
    }
}
