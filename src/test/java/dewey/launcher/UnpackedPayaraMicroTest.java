package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedPayaraMicroTest {
    @TempDir
    private Path original;

    @TempDir
    private Path own;

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(original.resolve("runtime/empty"));
        Files.writeString(original.resolve("runtime/a.jar"), "a");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        manifest.getMainAttributes().putValue("Add-Exports", "java.base/one");
        manifest.getMainAttributes().putValue("Add-Opens", "java.base/two java.rmi/three");
        new JarOutputStream(Files.newOutputStream(original.resolve("launch-micro.jar")), manifest).close();
    }

    @Test
    void isCopiedAsItIs() throws IOException {
        UnpackedPayaraMicro.copied(original, own);

        assertThat(own.resolve("runtime/a.jar")).hasContent("a");
        assertThat(own.resolve("runtime/empty")).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(own.resolve("runtime/a.jar")))
                .as("not when the build has unpacked it")
                .isEqualTo(Files.getLastModifiedTime(own.resolve("launch-micro.jar")))
                .isLessThan(Files.getLastModifiedTime(original.resolve("runtime/a.jar")));
    }

    @Test
    void hasAnotherFingerprintWithOtherClassesOnly() throws IOException {
        Path driver = Files.writeString(original.resolve("driver.jar"), "d");
        UnpackedPayaraMicro payara = UnpackedPayaraMicro.copied(original, own);
        String before = payara.fingerprint(driver);

        assertThat(payara.fingerprint(driver)).isEqualTo(before);
        Files.writeString(own.resolve("runtime/a.jar"), "longer");
        assertThat(payara.fingerprint(driver)).isNotEqualTo(before);
    }

    @Test
    void isStartedWithWhatItsManifestAsksForAndALibrary() throws IOException {
        UnpackedPayaraMicro payara = UnpackedPayaraMicro.copied(original, own);

        assertThat(payara.command(Path.of("driver.jar")))
                .containsExactly(
                        "--add-exports=java.base/one=ALL-UNNAMED",
                        "--add-opens=java.base/two=ALL-UNNAMED",
                        "--add-opens=java.rmi/three=ALL-UNNAMED",
                        "-cp",
                        own.resolve("launch-micro.jar") + File.pathSeparator + "driver.jar",
                        "a.Main");
    }

    @Test
    void isMissedWhereTheBuildHasNotUnpackedIt() {
        assertThatThrownBy(() -> UnpackedPayaraMicro.copied(original.resolve("none"), own))
                .isInstanceOf(NoSuchFileException.class);
    }
}
