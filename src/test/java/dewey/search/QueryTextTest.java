package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Role;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTextTest {
    @Test
    void wantsEachWordOnce() {
        assertThat(wanted("red  fox\nred")).containsExactly("red", "fox");
    }

    @Test
    void requiresWordsBetweenQuotesTogether() {
        QueryText text = QueryText.read("a \"red fox\" “blue hare” b");

        assertThat(wanted(text)).containsExactly("a", "red fox", "blue hare", "b");
        assertThat(required(text)).containsExactly(List.of("red fox"), List.of("blue hare"));
    }

    @Test
    void requiresOneOfAlternatives() {
        assertThat(required(QueryText.read("\"red fox\" OR \"blue hare\" OR owl in the barn")))
                .containsExactly(List.of("red fox", "blue hare", "owl"));
        assertThat(required(QueryText.read("fox OR hare"))).isEmpty();
        assertThat(wanted("fox OR hare or OR")).containsExactly("fox", "hare", "or");
        assertThat(wanted("OR OR fox OR")).containsExactly("fox");
    }

    @Test
    void skipsAQuoteWithoutItsPartner() {
        assertThat(wanted("red \"fox run")).containsExactly("red", "fox", "run");
    }

    @Test
    void takesAMinusBeforeAWordOrPhraseAsUnwanted() {
        QueryText text = QueryText.read("fox -red -\"blue hare\" well-known --verbose - 1");

        assertThat(text.unwanted()).extracting(Term::text).containsExactly("red", "blue hare");
        assertThat(wanted(text)).containsExactly("fox", "well-known", "well", "known", "-verbose", "verbose", "1");
    }

    @Test
    void looksForNamesAsAWholeAndInParts() {
        assertThat(wanted("src/main/Fox.java")).containsExactly("src/main/Fox.java", "src", "main", "Fox", "java");
        assertThat(wanted("max_line_bytes")).containsExactly("max_line_bytes", "max", "line", "bytes");
        assertThat(wanted("HTTPServer getUserName2"))
                .containsExactly("HTTPServer", "HTTP", "Server", "getUserName2", "get", "User", "Name2");
    }

    @Test
    void looksForBeginningsOfWords() {
        assertThat(QueryText.read("Harb* a.b* *").wanted())
                .containsExactly(Term.prefix("harb"), Term.words("a.b*"), Term.words("a"), Term.words("b"));
    }

    @Test
    void cutsTextWithoutSpacesIntoPairs() {
        assertThat(wanted("東京タワー abc猫 ラ")).containsExactly("東京", "京タ", "タワ", "ワー", "abc", "猫", "ラ");
    }

    @Test
    void readsFilters() {
        QueryText text =
                QueryText.read("fox ROLE:user author:\"Ada L\" session:s-1 after:2024-05 before:2025-01-02T03:04:05Z");

        assertThat(wanted(text)).containsExactly("fox");
        assertThat(text.filters())
                .containsExactly(
                        new Filter(null, null, Role.USER, null, null, null, null),
                        new Filter(null, null, null, "Ada L", null, null, null),
                        new Filter("s-1", null, null, null, null, null, null),
                        new Filter(null, null, null, null, null, Instant.parse("2024-05-01T00:00:00Z"), null),
                        new Filter(null, null, null, null, null, null, Instant.parse("2025-01-02T03:04:04.999999Z")));
    }

    @Test
    void looksForWhatAnAuthorSaidWhenNothingElseIsAskedFor() {
        assertThat(wanted("author:Ada role:user")).containsExactly("Ada");
        assertThat(wanted("role:user")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "role:king, role:king",
        "after:lunch, after:lunch",
        "before:2024-13-01, before:2024-13-01",
        "after:+999999999-01-01T00:00:00Z, after:+999999999-01-01T00:00:00Z",
        "author:, author"
    })
    void takesAFilterThatMakesNoSenseForWords(String text, String first) {
        assertThat(QueryText.read(text).filters()).isEmpty();
        assertThat(wanted(text)).first().isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "'",
                "%",
                "_",
                "\\",
                ":*",
                "*",
                "&|!()",
                "<->",
                "\"\"",
                "\"",
                "-",
                "--",
                "-\"\"",
                "OR",
                "role:\"\"",
                "😀 🎉",
                "\u0000\ud800\uFDD0",
                "\u200b\u202e"
            })
    void wantsNothingOfSignsAlone(String text) {
        assertThat(wanted(text)).isEmpty();
    }

    @Test
    void leavesOutWhatIsOverItsBounds() {
        StringBuilder many = new StringBuilder("x".repeat(301))
                .append(" \"a ")
                .append("y".repeat(400))
                .append("\" ");
        for (int i = 0; i < 10_000; i++) {
            many.append("w").append(i).append(' ');
        }

        assertThat(wanted(many.toString())).hasSize(QueryText.MAX_TERMS).startsWith("w0", "w1");
    }

    private static List<String> wanted(String text) {
        return wanted(QueryText.read(text));
    }

    private static List<String> wanted(QueryText text) {
        return text.wanted().stream().map(Term::text).toList();
    }

    private static List<List<String>> required(QueryText text) {
        return text.required().stream()
                .map(group -> group.stream().map(Term::text).toList())
                .toList();
    }
}
