package dewey.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTermsTest {
    @Test
    void wantsEachWordOnce() {
        assertThat(QueryTerms.read("red  fox\nred").wanted()).containsExactly("red", "fox");
    }

    @Test
    void keepsWordsBetweenQuotesTogether() {
        assertThat(QueryTerms.read("a \"red fox\" “blue hare” b").wanted())
                .containsExactly("a", "red fox", "blue hare", "b");
    }

    @Test
    void skipsAQuoteWithoutItsPartner() {
        assertThat(QueryTerms.read("red \"fox run").wanted()).containsExactly("red", "fox", "run");
    }

    @Test
    void takesAMinusBeforeAWordOrPhraseAsUnwanted() {
        QueryTerms terms = QueryTerms.read("fox -red -\"blue hare\" well-known --verbose - 1");

        assertThat(terms.unwanted()).containsExactly("red", "blue hare");
        assertThat(terms.wanted()).containsExactly("fox", "well-known", "well", "known", "--verbose", "verbose", "1");
    }

    @Test
    void looksForNamesAsAWholeAndInParts() {
        assertThat(QueryTerms.read("src/main/Fox.java").wanted())
                .containsExactly("src/main/Fox.java", "src", "main", "Fox.java", "Fox", "java");
        assertThat(QueryTerms.read("max_line_bytes").wanted())
                .containsExactly("max_line_bytes", "max", "line", "bytes");
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
                "&|!()",
                "<->",
                "\"\"",
                "\"",
                "-",
                "--",
                "-\"\"",
                "😀 🎉",
                "\u0000\ud800\uFDD0",
                "\u200b\u202e"
            })
    void wantsNothingOfSignsAlone(String text) {
        assertThat(QueryTerms.read(text).wanted()).isEmpty();
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

        assertThat(QueryTerms.read(many.toString()).wanted())
                .hasSize(QueryTerms.MAX_TERMS)
                .startsWith("w0", "w1");
    }
}
