package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Names of files to import that lead somewhere else, or to something that is no file. */
final class ImportedFiles {
    private static final String ROOM = "transcripts";

    private final RunningDewey dewey;
    private final ToolCases cases;
    private String wordsForAbsent = "";

    ImportedFiles(RunningDewey dewey) {
        this.dewey = dewey;
        cases = new ToolCases(dewey);
    }

    Stream<Case> cases() {
        for (String name : List.of(
                "absent.json",
                "/etc/passwd",
                "../../x",
                "../postgresql/PG_VERSION",
                "file:///etc/passwd",
                "/proc/self/environ",
                "/dev/zero",
                "\\\\evil.example\\share",
                "//evil.example/share",
                "C:\\windows\\win.ini",
                "a\u0000b",
                "x/../../../etc/passwd",
                ".",
                "..",
                "~/.ssh/id_rsa",
                "%2e%2e%2f",
                "$HOME",
                "\u202e",
                "x".repeat(4_096))) {
            cases.add(Row.H44, ROOM, Hostile.shown(name), tools -> refused(tools, name));
        }
        cases.add(
                Row.H44,
                ROOM,
                "a link that leads out",
                tools -> made("link.json", file -> Files.createSymbolicLink(file, Path.of("/etc/passwd")), tools));
        cases.add(
                Row.H44,
                ROOM,
                "a link to a device",
                tools -> made("zero.json", file -> Files.createSymbolicLink(file, Path.of("/dev/zero")), tools));
        cases.add(
                Row.H44,
                ROOM,
                "a link to itself",
                tools -> made("loop.json", file -> Files.createSymbolicLink(file, file), tools));
        cases.add(Row.H44, ROOM, "a directory", tools -> made("folder.json", Files::createDirectory, tools));
        cases.add(
                Row.H44, ROOM, "a pipe that nobody writes to", tools -> made("pipe.json", ImportedFiles::pipe, tools));
        cases.add(
                Row.H44,
                ROOM,
                "a file of 5 GB",
                tools -> made(
                        "huge.json",
                        file -> {
                            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                                sparse.setLength(5L << 30);
                            }
                        },
                        tools));
        return cases.stream();
    }

    private interface Making {
        void of(Path file) throws IOException, InterruptedException;
    }

    private String made(String name, Making making, Tools tools) throws Exception {
        Path file = dewey.importDirectory().resolve("hostile-" + name);
        making.of(file);
        try {
            return refused(tools, file.getFileName().toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void pipe(Path file) throws IOException, InterruptedException {
        Process made = new ProcessBuilder("mkfifo", file.toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0).isTrue();
    }

    /** In words that do not tell what is there, but for a size. */
    private String refused(Tools tools, String name) throws Exception {
        String before = tools.rows();
        long begun = System.nanoTime();
        var refusal =
                tools.call("dewey_store_messages_bulk", "messages_file", name).refusal();
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(refusal.getString("message")).doesNotContain("root:", "Permission", "is a directory", "symbolic");
        assertThat(tools.rows()).as("rows").isEqualTo(before);
        String words = refusal.getString("message").replace(name, "NAME");
        if (name.equals("absent.json")) {
            wordsForAbsent = words;
        } else if (name.startsWith("/") && !wordsForAbsent.isEmpty()) {
            assertThat(words).isEqualTo(wordsForAbsent);
        }
        return refusal.getString("reason", "-32602");
    }
}
