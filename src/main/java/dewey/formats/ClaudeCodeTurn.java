package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A message made of rows of Claude Code, each of which is kept whole in its metadata.
 *
 * <p>One that may be spread over several rows has {@code rows}, {@code row_ids} and {@code lines}, each other {@code row} and
 * {@code line}. Beside them stands what links it to other messages, so that nobody needs to look into the rows for it: {@code parent}
 * (the row that it follows), {@code sidechain}, {@code compaction}, {@code tool_uses} and {@code tool_results}.
 */
final class ClaudeCodeTurn {
    static final String SOURCE = "claude-code";

    private ClaudeCodeTurn() {}

    /**
     * One row of a message.
     *
     * @param id what names it within its file
     */
    record Part(String id, long line, ClaudeCodeRow row) {}

    /** The message of a row that stands alone. */
    static NewMessage ofOne(Part part, ToolUses toolUses) {
        ClaudeCodeRow row = part.row();
        JsonObjectBuilder metadata =
                JsonText.object().add("source", SOURCE).add("line", part.line()).add("row", row.row());
        addLinks(metadata, row);
        JsonArray results = toolUses.results(row.content());
        if (!results.isEmpty()) {
            metadata.add("tool_results", results);
        }
        return message(row, row.text(), part.id(), metadata);
    }

    /** The message {@code id} of the model, of which these rows are known. */
    static NewMessage of(String id, List<Part> parts) {
        ClaudeCodeRow first = parts.get(0).row();
        JsonArrayBuilder lines = JsonText.array();
        JsonArrayBuilder ids = JsonText.array();
        JsonArrayBuilder rows = JsonText.array();
        for (Part part : parts) {
            lines.add(part.line());
            ids.add(part.id());
            rows.add(part.row().row());
        }
        JsonObjectBuilder metadata = JsonText.object()
                .add("source", SOURCE)
                .add("lines", lines)
                .add("row_ids", ids)
                .add("rows", rows);
        addLinks(metadata, first);
        JsonArray blocks = blocks(parts);
        JsonArray uses = ToolUses.uses(blocks);
        if (!uses.isEmpty()) {
            metadata.add("tool_uses", uses);
        }
        return message(first, BlockText.of(blocks), id, metadata);
    }

    static boolean isSpread(Metadata metadata) {
        return metadata.value().get("rows") instanceof JsonArray
                && metadata.value().get("row_ids") instanceof JsonArray
                && metadata.value().get("lines") instanceof JsonArray;
    }

    /** The rows that a message holds; none when it is of another kind. */
    static List<Part> parts(Metadata metadata) {
        if (!isSpread(metadata)) {
            return List.of();
        }
        JsonObject value = metadata.value();
        JsonArray rows = value.getJsonArray("rows");
        JsonArray ids = value.getJsonArray("row_ids");
        JsonArray lines = value.getJsonArray("lines");
        // somebody may have edited them since
        int count = Math.min(rows.size(), Math.min(ids.size(), lines.size()));
        return IntStream.range(0, count)
                .mapToObj(i -> new Part(
                        ids.get(i) instanceof JsonString id ? id.getString() : "",
                        lines.getInt(i, 0),
                        new ClaudeCodeRow(rows.get(i))))
                .toList();
    }

    private static NewMessage message(ClaudeCodeRow row, String text, String externalId, JsonObjectBuilder metadata) {
        return NewMessage.of(row.role(), text.isBlank() ? row.mark() : text)
                .by(row.author().orElse(null))
                .with(new Metadata(metadata.build()))
                .identifiedBy(externalId)
                .at(row.createdAt().orElse(null));
    }

    private static void addLinks(JsonObjectBuilder metadata, ClaudeCodeRow row) {
        row.parent().ifPresent(parent -> metadata.add("parent", parent));
        if (row.isSidechain()) {
            metadata.add("sidechain", true);
        }
        row.compaction().ifPresent(kind -> metadata.add("compaction", kind));
    }

    /** The content blocks of all rows in their order; a row that says the same once more adds nothing. */
    private static JsonArray blocks(List<Part> parts) {
        Set<JsonValue> blocks = new LinkedHashSet<>();
        List<JsonValue> all = new ArrayList<>();
        for (Part part : parts) {
            JsonValue content = part.row().content();
            List<? extends JsonValue> own = content instanceof JsonArray array ? array : List.of(content);
            Set<JsonValue> before = new LinkedHashSet<>(blocks);
            for (JsonValue block : own) {
                if (!before.contains(block)) {
                    all.add(block);
                    blocks.add(block);
                }
            }
        }
        return JsonText.arrayOf(all);
    }
}
