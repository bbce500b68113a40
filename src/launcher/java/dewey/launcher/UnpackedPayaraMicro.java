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

    /**
     * Stands for this Java and these classes at this place; another Java, Payara, driver or directory has another. Payara's JARs by their
     * sizes: the content of its launcher is another each time it is unpacked.
     */
    String fingerprint(Path library) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String property : List.of("java.home", "java.vm.vendor", "java.vm.version")) {
            text.append(System.getProperty(property)).append('\n');
        }
        text.append(classPath(library)).append(' ').append(Files.getLastModifiedTime(library));
        try (Stream<Path> jars = Files.list(directory.resolve("runtime"))) {
            for (Path jar : Stream.concat(Stream.of(directory.resolve(LAUNCHER)), jars.sorted())
                    .toList()) {
                text.append('\n').append(jar.getFileName()).append(' ').append(Files.size(jar));
            }
        }
        CRC32 sum = new CRC32();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
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
