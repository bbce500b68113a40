package dewey.evaluation;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dialogue of two people over many sessions, and questions about it, as in the files of LoCoMo (Maharana et al., 2024).
 *
 * @param name what the file calls it
 */
record Dialogue(String name, List<Session> sessions, List<Question> questions) {
    record Session(Instant begun, List<Turn> turns) {}

    /** @param id by which questions name it */
    record Turn(String id, String speaker, String text) {}

    /** @param evidence the ids of the turns that hold the answer */
    record Question(String text, int category, Set<String> evidence) {}

    private static final Pattern TURN_ID = Pattern.compile("D\\d+:\\d+");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, yyyy")
            .toFormatter(Locale.ENGLISH);

    static List<Dialogue> read(Path file) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
            return reader.readArray().getValuesAs(JsonObject.class).stream()
                    .map(Dialogue::of)
                    .toList();
        }
    }

    private static Dialogue of(JsonObject sample) {
        JsonObject conversation = sample.getJsonObject("conversation");
        List<Session> sessions = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int number = 1; conversation.containsKey("session_" + number + "_date_time"); number++) {
            JsonArray session = conversation.getJsonArray("session_" + number);
            if (session != null) {
                List<Turn> turns = session.getValuesAs(turn -> turn(turn.asJsonObject()));
                turns.forEach(turn -> known.add(turn.id()));
                sessions.add(new Session(
                        LocalDateTime.parse(conversation.getString("session_" + number + "_date_time"), TIME)
                                .toInstant(ZoneOffset.UTC),
                        turns));
            }
        }
        List<Question> questions =
                sample.getJsonArray("qa").getValuesAs(qa -> question(qa.asJsonObject(), known)).stream()
                        // a few name turns that are not there, or none
                        .filter(question -> !question.evidence().isEmpty())
                        .toList();
        return new Dialogue(sample.getString("sample_id"), sessions, questions);
    }

    private static Turn turn(JsonObject turn) {
        return new Turn(turn.getString("dia_id"), turn.getString("speaker"), turn.getString("text"));
    }

    private static Question question(JsonObject qa, Set<String> known) {
        Set<String> evidence = new HashSet<>();
        for (JsonString place : qa.getJsonArray("evidence").getValuesAs(JsonString.class)) {
            Matcher id = TURN_ID.matcher(place.getString());
            while (id.find()) {
                evidence.add(id.group());
            }
        }
        evidence.retainAll(known);
        return new Question(qa.getString("question"), qa.getInt("category"), evidence);
    }
}
