package dewey.launcher;

import java.io.File;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the machine that may be there or not. */
final class SearchPath {
    private SearchPath() {}

    /** Where the program is that a shell would run. */
    static Optional<String> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> new File(directory, program))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst();
    }
}
