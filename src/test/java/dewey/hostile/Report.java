package dewey.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of all cases and how they went, as Markdown. */
final class Report {
    private static final int LONGEST_OUTCOME = 120;

    private final Map<Row, List<Line>> lines = new EnumMap<>(Row.class);

    private record Line(Case tried, String outcome, boolean safe, Duration took) {}

    private synchronized void add(Case tried, String outcome, boolean safe, Duration took) {
        lines.computeIfAbsent(tried.row(), row -> new ArrayList<>()).add(new Line(tried, outcome, safe, took));
    }

    /** What must be true afterwards, whatever was tried. */
    interface Look {
        void after() throws Exception;
    }

    /** Tries a case, looks around, and notes how it went. */
    void run(Case tried, Look look) throws Exception {
        long begun = System.nanoTime();
        String outcome = "";
        boolean safe = false;
        try {
            outcome = tried.attack().outcome();
            look.after();
            safe = true;
        } catch (Exception | AssertionError e) {
            outcome = "UNSAFE: " + e.toString().lines().limit(3).collect(Collectors.joining(" "));
            throw e;
        } finally {
            add(tried, outcome, safe, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    synchronized void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder("# The hostile suite: what was tried, and how it went\n\n");
        text.append(counts())
                .append("\n"
                        + "## Rows\n\n"
                        + "| id | input or fault | safe is | cases | outcomes | time |\n"
                        + "|---|---|---|---|---|---|\n");
        for (Row row : Row.values()) {
            text.append(summary(row));
        }
        text.append("\n## Cases\n\n| id | room | case | outcome | time |\n|---|---|---|---|---|\n");
        lines.values()
                .forEach(all -> all.forEach(line -> text.append(cells(
                        line.tried().row().name(),
                        line.tried().room(),
                        line.tried().what(),
                        line.outcome(),
                        seconds(line.took())))));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String counts() {
        List<Line> all = lines.values().stream().flatMap(List::stream).toList();
        Map<String, Long> rooms = all.stream()
                .collect(Collectors.groupingBy(line -> line.tried().room(), TreeMap::new, Collectors.counting()));
        long unsafe = all.stream().filter(line -> !line.safe()).count();
        StringBuilder counts = new StringBuilder(all.size() + " cases in " + lines.size() + " rows; " + unsafe
                + " of them unsafe.\n\n| room | cases |\n|---|---|\n");
        rooms.forEach((room, count) -> counts.append(cells(room, count.toString())));
        return counts.toString();
    }

    private String summary(Row row) {
        List<Line> of = lines.getOrDefault(row, List.of());
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        of.forEach(line -> outcomes.merge(line.outcome(), 1, Integer::sum));
        String told = outcomes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(5)
                .map(each -> each.getKey() + (each.getValue() > 1 ? " × " + each.getValue() : ""))
                .collect(Collectors.joining("; "));
        Duration took = of.stream().map(Line::took).reduce(Duration.ZERO, Duration::plus);
        String cases = of.isEmpty() ? "" : Integer.toString(of.size());
        return cells(
                row.name(),
                row.input(),
                row.safe(),
                cases,
                Stream.of(Optional.of(told).filter(words -> !words.isEmpty()), Elsewhere.of(row))
                        .flatMap(Optional::stream)
                        .reduce((here, elsewhere) -> here + "; also " + elsewhere)
                        .orElse("not in this run"),
                of.isEmpty() ? "" : seconds(took));
    }

    private static String cells(String... cells) {
        return List.of(cells).stream().map(Report::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Nothing of a hostile text may break the table. */
    private static String cell(String text) {
        String flat =
                text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]", "�").replace("|", "\\|");
        return flat.length() <= 2 * LONGEST_OUTCOME ? flat : flat.substring(0, 2 * LONGEST_OUTCOME) + "…";
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f s", took.toNanos() / 1e9);
    }
}
