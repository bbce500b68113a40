package dewey.transcripts;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of a Claude Code transcript, whatever it is: each becomes a message, and is kept whole in that message's metadata.
 *
 * <p>Rows of type user and assistant have the role of their message, so the results of tools are of the user, as they were
 * written. All others have the role system: summaries, snapshots of files, operations on the queue, progress, types that did not
 * exist when this was written, and rows that are no objects.
 */
record ClaudeCodeRow(JsonValue row) {
    /** Longest name that is taken out of a row; what is longer is no name that Claude Code writes. */
    private static final int MAX_NAME_LENGTH = 200;

    private static final int MAX_TITLE_LENGTH = 100;

    NewMessage message(long line, String externalId) {
        JsonObject metadata = JsonText.object()
                .add("source", "claude-code")
                .add("line", line)
                .add("row", row)
                .build();
        String text = text();
        return NewMessage.of(role(), text.isBlank() ? mark() : text)
                .by(author().orElse(null))
                .with(new Metadata(metadata))
                .identifiedBy(externalId)
                .at(createdAt().orElse(null));
    }

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
        return text.isEmpty() || text.startsWith("<") ? Optional.empty() : Optional.of(shortened(text));
    }

    private Role role() {
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

    private String text() {
        return switch (type()) {
            case "user", "assistant" -> BlockText.of(message().get("content"));
            case "summary" -> string(object(), "summary").orElse("");
            case "system", "queue-operation" -> BlockText.of(object().get("content"));
            default -> "";
        };
    }

    private String mark() {
        return "[" + type()
                + string(object(), "subtype").map(name -> " " + name).orElse("") + "]";
    }

    private Optional<String> author() {
        return type().equals("assistant") ? string(message(), "model").filter(ClaudeCodeRow::isName) : Optional.empty();
    }

    private Optional<Instant> createdAt() {
        try {
            return string(object(), "timestamp")
                    .map(text -> OffsetDateTime.parse(text).toInstant())
                    .filter(PlainMessage::isWithinCalendar);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
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

    private static String shortened(String text) {
        // far more than the title needs: a message of megabytes is not to be rewritten for it
        String line = text.substring(0, Math.min(text.length(), 10 * MAX_TITLE_LENGTH))
                .replaceAll("\\s+", " ")
                .strip();
        if (line.length() <= MAX_TITLE_LENGTH) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MAX_TITLE_LENGTH - 2)) ? 2 : 1;
        return line.substring(0, MAX_TITLE_LENGTH - end) + "…";
    }
}
