package dewey.formats;

import dewey.conversations.Role;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of a Claude Code transcript, whatever it is: what a message of it is made of.
 *
 * <p>Rows of type user and assistant have the role of their message, so the results of tools are of the user, as they were
 * written. All others have the role system: summaries, snapshots of files, operations on the queue, progress, types that did not
 * exist when this was written, and rows that are no objects.
 */
record ClaudeCodeRow(JsonValue row) {
    /** Longest name that is taken out of a row; what is longer is no name that Claude Code writes. */
    private static final int MAX_NAME_LENGTH = 200;

    Optional<String> uuid() {
        return name("uuid");
    }

    /** What names the session that this row belongs to; a subagent has a transcript of its own within the session. */
    Optional<String> session() {
        return sessionId()
                .map(id -> id + name("agentId").map(agent -> "/" + agent).orElse(""));
    }

    Optional<String> sessionId() {
        return name("sessionId");
    }

    /** What this row could lend the conversation as its title: a summary, or what the user says. */
    Optional<String> title() {
        boolean speaks = type().equals("user") && !isTrue("isMeta");
        String text = speaks || type().equals("summary") ? text().strip() : "";
        // Claude Code writes commands and their output as user messages within tags
        return text.isEmpty() || text.startsWith("<") ? Optional.empty() : Optional.of(Titles.shortened(text));
    }

    /** The message of the model that this row is a part of. */
    Optional<String> messageId() {
        return type().equals("assistant") ? string(message(), "id").filter(ClaudeCodeRow::isName) : Optional.empty();
    }

    /** The row that this one follows: rows form a tree, since a session can be taken up again at any of them. */
    Optional<String> parent() {
        return name("parentUuid").or(() -> name("logicalParentUuid"));
    }

    /** Whether a subagent says it. */
    boolean isSidechain() {
        return isTrue("isSidechain");
    }

    /** {@code boundary} where the context was compacted, {@code summary} for what took its place. */
    Optional<String> compaction() {
        if (isTrue("isCompactSummary")) {
            return Optional.of("summary");
        }
        return string(object(), "subtype").filter("compact_boundary"::equals).map(subtype -> "boundary");
    }

    /** The content of a row that says something: a text, blocks, or nothing. */
    JsonValue content() {
        return message().getOrDefault("content", JsonValue.NULL);
    }

    Role role() {
        return switch (type()) {
            case "user", "assistant" ->
                switch (string(message(), "role").orElse(type()).toLowerCase(Locale.ROOT)) {
                    case "assistant" -> Role.ASSISTANT;
                    case "system" -> Role.SYSTEM;
                    case "tool" -> Role.TOOL;
                    case "user" -> Role.USER;
                    default -> Role.named(type());
                };
            default -> Role.SYSTEM;
        };
    }

    String text() {
        return switch (type()) {
            case "user", "assistant" -> BlockText.of(message().get("content"));
            case "summary" -> string(object(), "summary").orElse("");
            case "system", "queue-operation" -> BlockText.of(object().get("content"));
            default -> "";
        };
    }

    String mark() {
        return "[" + type()
                + string(object(), "subtype").map(name -> " " + name).orElse("") + "]";
    }

    Optional<String> author() {
        return type().equals("assistant") ? string(message(), "model").filter(ClaudeCodeRow::isName) : Optional.empty();
    }

    Optional<Instant> createdAt() {
        return string(object(), "timestamp").flatMap(Moments::read);
    }

    private String type() {
        String kind = row.getValueType().name().toLowerCase(Locale.ROOT);
        return name("type").orElse(row instanceof JsonObject ? "row" : kind);
    }

    private Optional<String> name(String member) {
        return string(object(), member).filter(ClaudeCodeRow::isName);
    }

    private boolean isTrue(String member) {
        return JsonValue.TRUE.equals(object().get(member));
    }

    private JsonObject message() {
        return object().get("message") instanceof JsonObject message ? message : JsonValue.EMPTY_JSON_OBJECT;
    }

    private JsonObject object() {
        return row instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static Optional<String> string(JsonObject object, String member) {
        return object.get(member) instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= MAX_NAME_LENGTH;
    }
}
