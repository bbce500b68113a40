package dewey.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the page about licences and advisories says the WAR carries is what it carries. */
class CarriedLibrariesIT {
    private static final Pattern JAR = Pattern.compile("WEB-INF/lib/(.+)-(\\d[^/]*)\\.jar");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z0-9.-]+) (\\d\\S*) \\| ");

    @Test
    void areThoseOfTheDocument() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(carried());
    }

    private static Set<String> carried() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("dewey.test.war"))) {
            return war.stream()
                    .map(entry -> JAR.matcher(entry.getName()))
                    .filter(java.util.regex.Matcher::matches)
                    .map(jar -> jar.group(1) + " " + jar.group(2))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs", "dependencies.md")))
                .results()
                .map((MatchResult row) -> row.group(1) + " " + row.group(2))
                .toList();
    }
}
