package dewey.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Samples in Prometheus's text format 0.0.4, for servers without MicroProfile Metrics. */
public final class PrometheusText {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    public static String of(List<Sample> samples) {
        Map<String, StringBuilder> byName = new LinkedHashMap<>();
        for (Sample sample : samples) {
            byName.computeIfAbsent(name(sample.series()), name -> head(name, sample.series()))
                    .append(line(sample));
        }
        return byName.values().stream().map(StringBuilder::toString).collect(Collectors.joining());
    }

    private static StringBuilder head(String name, Series series) {
        return new StringBuilder()
                .append("# HELP ")
                .append(name)
                .append(' ')
                .append(series.help())
                .append("\n# TYPE ")
                .append(name)
                .append(series.kind() == Series.Kind.COUNTER ? " counter\n" : " gauge\n");
    }

    private static String line(Sample sample) {
        String tags = sample.tags().stream()
                .map(tag -> tag.name() + "=\"" + escaped(tag.value()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        return name(sample.series()) + (sample.tags().isEmpty() ? "" : tags) + " " + number(sample.value()) + "\n";
    }

    private static String name(Series series) {
        return series.kind() == Series.Kind.COUNTER ? series.name() + "_total" : series.name();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
