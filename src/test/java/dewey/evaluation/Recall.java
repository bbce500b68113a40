package dewey.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What share of the turns that hold the answers was found, averaged over questions. */
final class Recall {
    private static final int[] DEPTHS = {5, 10, 20};

    /** Questions whose answer is nowhere; published figures leave them out. */
    private static final int UNANSWERABLE = 5;

    private record Answer(double[] recall, double reciprocalRank, double milliseconds) {}

    private final List<Answer> answerable = new ArrayList<>();
    private final Map<Integer, List<Answer>> byCategory = new TreeMap<>();
    private final Map<String, List<Answer>> byDialogue = new TreeMap<>();

    void add(String dialogue, int category, Set<String> evidence, List<String> found, double milliseconds) {
        double[] recall = Arrays.stream(DEPTHS)
                .mapToDouble(depth -> share(evidence, found.subList(0, Math.min(depth, found.size()))))
                .toArray();
        int first = 0;
        while (first < found.size() && !evidence.contains(found.get(first))) {
            first++;
        }
        Answer answer = new Answer(recall, first < found.size() ? 1.0 / (first + 1) : 0, milliseconds);
        byCategory.computeIfAbsent(category, number -> new ArrayList<>()).add(answer);
        if (category != UNANSWERABLE) {
            answerable.add(answer);
            byDialogue.computeIfAbsent(dialogue, name -> new ArrayList<>()).add(answer);
        }
    }

    private static double share(Set<String> evidence, List<String> found) {
        return (double) evidence.stream().filter(found::contains).count() / evidence.size();
    }

    double at(int depth) {
        return mean(answerable, Arrays.binarySearch(DEPTHS, depth));
    }

    /** A row of the table: recall@5, @10, @20, MRR, p50 and p95 in milliseconds. */
    String row() {
        return row(answerable);
    }

    String rowsByCategory() {
        return rows(byCategory);
    }

    /** Each dialogue by itself: constants that were chosen by one of them show here. */
    String rowsByDialogue() {
        return rows(byDialogue);
    }

    private static String rows(Map<?, List<Answer>> groups) {
        StringBuilder rows = new StringBuilder();
        groups.forEach((name, answers) -> rows.append(
                String.format(Locale.ROOT, "|   %s (%d questions) | %s |%n", name, answers.size(), row(answers))));
        return rows.toString();
    }

    private static String row(List<Answer> answers) {
        double[] times =
                answers.stream().mapToDouble(Answer::milliseconds).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.3f | %.3f | %.3f | %.3f | %.1f | %.1f",
                mean(answers, 0),
                mean(answers, 1),
                mean(answers, 2),
                answers.stream().mapToDouble(Answer::reciprocalRank).average().orElse(0),
                Times.percentile(times, 50),
                Times.percentile(times, 95));
    }

    private static double mean(List<Answer> answers, int depth) {
        return answers.stream()
                .mapToDouble(answer -> answer.recall()[depth])
                .average()
                .orElse(0);
    }
}
