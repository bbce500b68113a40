package dewey.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Payara Micro as {@code --outputlauncher} unpacks it. From its JAR each start would unpack 99 MB first, and read classes from JARs
 * within a JAR.
 *
 * @param directory belongs to one server, which changes the configuration in it
 */
record UnpackedPayaraMicro(Path directory) {
    private static final String LAUNCHER = "launch-micro.jar";

    /** A copy of what the build has unpacked, in a directory that is there and empty. */
    static UnpackedPayaraMicro copied(Path original, Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(
                        file,
                        directory.resolve(original.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new UnpackedPayaraMicro(directory);
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
            command.addAll(List.of("-cp", launcher + File.pathSeparator + library));
            command.add(manifest.getValue(Attributes.Name.MAIN_CLASS));
            return command;
        }
    }
}
