package dewey.lexemes;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that was said, as far as the search is concerned.
 *
 * @param author may be null
 * @param metadata may tell in its place who spoke, with which tool, and in what language
 */
public record Said(String author, String role, String content, JsonObject metadata) {
    private static final int LONGEST_NAME = 1_000;

    /** By the same rules as {@code search_speaker} in liquibase/search.sql; empty when these are for PostgreSQL to apply. */
    Optional<String> speaker() {
        if (metadata.isEmpty()) {
            return author == null || author.length() <= LONGEST_NAME
                    ? Optional.of(Objects.toString(author, ""))
                    : Optional.empty();
        }
        Stream<String> names = Stream.of("author", "speaker", "sender", "name");
        Optional<String> name = author == null ? first(names) : Optional.of(author);
        Optional<String> tool = first(Stream.of("tool", "tool_name"));
        boolean isPlain = Stream.concat(name.stream(), tool.stream()).allMatch(text -> text.length() <= LONGEST_NAME);
        return isPlain && isText() ? Optional.of(name.orElse("") + " " + tool.orElse("")) : Optional.empty();
    }

    /** Whether it is indexed as English: as everything whose metadata say nothing else. */
    boolean isEnglish() {
        JsonValue language = metadata.get("language");
        return language == null
                || language == JsonValue.NULL
                || language instanceof JsonString code && "en".equals(code.getString());
    }

    private Optional<String> first(Stream<String> members) {
        return members.map(metadata::get)
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).getString())
                .findFirst();
    }

    /** A name that is a number or an object is a text to PostgreSQL, and hides those after it. */
    private boolean isText() {
        return Stream.of("author", "speaker", "sender", "name", "tool", "tool_name")
                .map(metadata::get)
                .allMatch(value -> value == null || value == JsonValue.NULL || value instanceof JsonString);
    }
}
