package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void isOpenedByOneInstanceAtATime() throws Exception {
        // given
        Path path = parent.resolve("data");
        DataDirectory first = DataDirectory.open(path);

        // then
        assertThatThrownBy(() -> DataDirectory.open(path))
                .isInstanceOf(CannotStart.class)
                .hasMessage("Another Dewey is running on the data directory " + path
                        + "; stop it, or set DEWEY_DATA_DIR to another directory.");

        // when
        first.close();

        // then
        assertThatCode(() -> DataDirectory.open(path).close()).doesNotThrowAnyException();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void belongsToItsOwnerOnly() throws Exception {
        // given
        Path path = parent.resolve("a").resolve("data");

        // when
        DataDirectory.open(path).close();
        DataDirectory.writeSecret(path.resolve("password"), "x");

        // then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void isNoFile() throws Exception {
        // given
        Path file = Files.createFile(parent.resolve("file"));

        // then
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(CannotStart.class)
                .hasMessage("The data directory " + file + " cannot be used: it is a file.");
    }

    @Test
    void emptiesADirectoryWithEverythingInIt() throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            // given
            Files.createDirectories(directory.resolve("tmp/a/b"));
            Files.writeString(directory.resolve("tmp/a/b/left"), "behind");

            // when
            Path emptied = directory.emptied("tmp");

            // then
            assertThat(emptied).isEmptyDirectory();
        }
    }
}
