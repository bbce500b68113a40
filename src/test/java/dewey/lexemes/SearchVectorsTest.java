package dewey.lexemes;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL itself says what is right: each vector that is made here must be the one that it makes. */
class SearchVectorsTest {
    private static final List<String> PIECES = List.of(
            "The",
            "running",
            "tests",
            "getUserName",
            "HTTPServer2x",
            "XMLParser",
            "aBCd",
            "snake_case",
            "src/main/Fox.java",
            "don't",
            "12e5",
            "12e5abc",
            "7E45f3Zx",
            "1e",
            "0x1F",
            "3rd",
            "1,000.50",
            "I2C",
            "UI",
            "x",
            "A1B2c3D",
            "e5",
            "user",
            "https://a.b/c?d=e&f=g#h",
            "me@host.org",
            "<b>bold</b>",
            "&amp;",
            "a-b-c",
            "-5",
            "+1.5e-3",
            "v1.2.3",
            "naïve",
            "Größe",
            "Москва",
            "ÄRGER",
            "déjàVu",
            "λόγος",
            "—",
            "“",
            "”",
            "’s",
            "…",
            "→",
            "✅",
            "⚠️",
            "🎉",
            "👩‍💻",
            "é2",
            "東京",
            "\n",
            "\t",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            ",",
            "!",
            "\"",
            "'",
            "`",
            "\\",
            "|",
            "*",
            "^",
            "$",
            "%",
            "~",
            "=",
            "#",
            "½",
            "µm",
            "x²",
            "ﬁ",
            "\u00AD",
            "a\u0301",
            "ſ",
            "ǅ",
            "٣",
            "\u2028",
            "\u200B",
            "№");

    private static final String COMPARE =
            """
            SELECT content, made, search_vector(author, role, content, metadata::jsonb)
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) said (author, role, content, metadata, made)
             WHERE search_vector(author, role, content, metadata::jsonb) IS DISTINCT FROM made::tsvector""";

    private final Random random = new Random(6);
    private final SearchVectors vectors = new SearchVectors();
    private int percentMadeHere;

    @Test
    void makesOfAnyTextWhatPostgresMakesOfIt() throws SQLException {
        // given
        List<Said> all = Stream.generate(() -> said(text())).limit(3_000).toList();

        // then
        assertThat(differing(all)).isEmpty();
        assertThat(percentMadeHere).isGreaterThan(30);
    }

    @Test
    void makesOfEachCharacterBetweenLettersWhatPostgresMakesOfIt() throws SQLException {
        // given
        List<Said> all = IntStream.rangeClosed(1, 0x1FAFF)
                .filter(c -> Character.isDefined(c)
                        && (c < 0xD800 || c > 0xDFFF)
                        && c != 0xFDD0
                        && (c < 0x3100 || c > 0xFAFF))
                .mapToObj(Character::toString)
                .flatMap(c -> Stream.of("ab" + c + "cd " + c + "ef gh" + c + c + " 1" + c + "2"))
                .map(SearchVectorsTest::said)
                .toList();

        // then
        assertThat(differing(all)).isEmpty();
        assertThat(percentMadeHere).isGreaterThan(2);
    }

    @Test
    void makesMostOfWhatPeopleAndModelsWriteItself() throws SQLException {
        // given
        List<Said> all = List.of(
                said("It’s done — see “docs/search.md”… 1,000 rows/s ✅"),
                said("```java\nvoid run() { throw new IllegalStateException(\"no\"); }\n```"),
                said("Voilà, the café's menu; straße → 12°"));

        // then
        assertThat(made(all)).doesNotContainNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"language\": \"en\"}",
                "{\"language\": \"de\"}",
                "{\"language\": null, \"speaker\": \"Ada L\", \"tool\": \"Bash\"}",
                "{\"author\": null, \"sender\": \"x_y\", \"tool_name\": \"get/it\"}",
                "{\"author\": 5, \"name\": \"never\"}",
                "{\"author\": {\"name\": \"Ada\"}, \"tool\": [1]}",
                "{\"name\": \"\", \"tool\": \"\"}"
            })
    void takesTheSpeakerFromWherePostgresTakesIt(String metadata) throws SQLException, InvalidJson {
        // given
        JsonObject object = JsonText.read(metadata).asJsonObject();
        List<Said> all = List.of(
                new Said(null, "tool", "running late", object),
                new Said("Ada", "user", "running late", object),
                new Said("the", "system", "running late", object),
                new Said("n".repeat(1_001), "system", "running late", object));

        // then
        assertThat(differing(all)).isEmpty();
    }

    @Test
    void leavesVeryLongTextsToPostgres() throws SQLException {
        assertThat(made(List.of(said("a ".repeat(16_001)), said("ab ".repeat(40_000)), said("b".repeat(201)))))
                .containsOnlyNulls();
    }

    @Test
    void leavesEverythingToAPostgresThatMakesOtherWords() throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            // given
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("ALTER TEXT SEARCH CONFIGURATION english ALTER MAPPING FOR asciiword WITH simple");

            // then
            assertThat(vectors.of(connection, List.of(said("running")))).containsOnlyNulls();
            connection.rollback();
        }
    }

    private static Said said(String content) {
        return new Said("Ada", "user", content, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Every other of what is usual only, since whatever is not leaves the whole text to PostgreSQL. */
    private String text() {
        int pieces = random.nextBoolean() ? PIECES.indexOf("ÄRGER") : PIECES.size();
        return IntStream.range(0, 1 + random.nextInt(30))
                .mapToObj(i -> PIECES.get(random.nextInt(pieces)) + (random.nextInt(3) == 0 ? "" : " "))
                .collect(Collectors.joining());
    }

    private List<String> made(List<Said> all) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            return vectors.of(connection, all);
        }
    }

    /** Those that are made here, and otherwise than PostgreSQL does it. */
    private List<String> differing(List<Said> all) throws SQLException {
        List<String> made = made(all);
        List<Integer> here = IntStream.range(0, all.size())
                .filter(i -> made.get(i) != null)
                .boxed()
                .toList();
        percentMadeHere = here.size() * 100 / all.size();
        List<String> differing = new ArrayList<>();
        try (Connection connection = TestDatabase.dataSource().getConnection();
                PreparedStatement ask = connection.prepareStatement(COMPARE)) {
            List<Function<Integer, String>> columns = List.of(
                    i -> all.get(i).author(),
                    i -> all.get(i).role(),
                    i -> all.get(i).content(),
                    i -> all.get(i).metadata().toString(),
                    made::get);
            for (int column = 0; column < columns.size(); column++) {
                ask.setArray(
                        column + 1,
                        connection.createArrayOf(
                                "text", here.stream().map(columns.get(column)).toArray()));
            }
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    differing.add(row.getString(1) + ": " + row.getString(2) + " for " + row.getString(3));
                }
            }
        }
        return differing;
    }
}
