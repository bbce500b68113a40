package dewey.exports;

import dewey.refusals.Refused;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats in which conversations leave Dewey. */
public enum ExportFormat {
    /** All that is stored, to be read back: {@link dewey.formats.DeweyExport} reads it. */
    JSONL("jsonl", "application/x-ndjson", "jsonl", new JsonLines()),
    MARKDOWN("markdown", "text/markdown; charset=utf-8", "md", new MarkdownText()),
    /** One page that needs nothing else. */
    HTML("html", "text/html; charset=utf-8", "html", new HtmlPage()),
    /** The list of conversations, without their messages. */
    CSV("csv", "text/csv; charset=utf-8", "csv", new CsvList());

    private final String wireName;
    private final String mediaType;
    private final String suffix;
    private final Script script;

    ExportFormat(String wireName, String mediaType, String suffix, Script script) {
        this.wireName = wireName;
        this.mediaType = mediaType;
        this.suffix = suffix;
        this.script = script;
    }

    public static ExportFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.invalid(
                        "format",
                        "is not one of "
                                + Arrays.stream(values())
                                        .map(ExportFormat::wireName)
                                        .collect(Collectors.joining(", "))));
    }

    public String wireName() {
        return wireName;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The end of a file's name, without the dot. */
    public String suffix() {
        return suffix;
    }

    Script script() {
        return script;
    }
}
