package dewey.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Payara Micro as {@code --outputlauncher} unpacks it. From its JAR each start would unpack 99 MB first, and read classes from JARs
 * within a JAR.
 *
 * @param directory belongs to one server, which changes the configuration in it
 */
record UnpackedPayaraMicro(Path directory) {
    private static final String LAUNCHER = "launch-micro.jar";

    /** Each build unpacks anew, and an archive of classes fits JARs of one size and time only. */
    private static final FileTime ANY_BUILD = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    /** A copy of what the build has unpacked, in a directory that is there and empty. */
    static UnpackedPayaraMicro copied(Path original, Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.skip(1).toList()) {
                Path copy = directory.resolve(original.relativize(file).toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                if (Files.isRegularFile(copy)) {
                    Files.setLastModifiedTime(copy, ANY_BUILD);
                }
            }
        }
        return new UnpackedPayaraMicro(directory);
    }

    String classPath(Path library) {
        return directory.resolve(LAUNCHER) + File.pathSeparator + library;
    }

    /** Stands for this Java and these classes at this place; another Java, Payara, driver or directory has another. */
    String fingerprint(Path library) throws IOException {
        CRC32 sum = new CRC32();
        String java = System.getProperty("java.home")
                + System.getProperty("java.vm.vendor")
                + System.getProperty("java.vm.version");
        sum.update((java + classPath(library) + Files.getLastModifiedTime(library)).getBytes(StandardCharsets.UTF_8));
        sum.update(Files.readAllBytes(directory.resolve(LAUNCHER)));
        try (Stream<Path> jars = Files.list(directory.resolve("runtime"))) {
            for (Path jar : jars.sorted().toList()) {
                sum.update((jar.getFileName() + " " + Files.size(jar)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return Long.toHexString(sum.getValue());
    }

    /** What stands between {@code java} with its options and Payara Micro's own options. */
    List<String> command(Path library) throws IOException {
        Path launcher = directory.resolve(LAUNCHER);
        try (JarFile jar = new JarFile(launcher.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            List<String> command = new ArrayList<>();
            // the JVM heeds these of a JAR that it is told to run, but there is no place for a library beside one
            for (String name : List.of("Add-Exports", "Add-Opens")) {
                for (String module : manifest.getValue(name).split(" ")) {
                    command.add("--" + name.toLowerCase(Locale.ROOT) + "=" + module + "=ALL-UNNAMED");
                }
            }
            command.addAll(List.of("-cp", classPath(library)));
            command.add(manifest.getValue(Attributes.Name.MAIN_CLASS));
            return command;
        }
    }
}
