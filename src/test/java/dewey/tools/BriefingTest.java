package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BriefingTest {
    private static final List<String> SECTIONS = List.of("One", "Two");

    @Test
    void putsPartsUnderTheTitlesOfTheirSections() {
        Briefing briefing = new Briefing(1_000, SECTIONS);

        briefing.add("Two", part("a", "from the second"), 1_000);
        briefing.add("One", part("b", "from the first"), 1_000);

        JsonObject json = briefing.asJson();
        assertThat(json.getString("context")).isEqualTo("# One\n\nb:\nfrom the first\n\n# Two\n\na:\nfrom the second");
        assertThat(ids(json, "parts")).containsExactly("b", "a");
        assertThat(ids(json, "left_out")).isEmpty();
    }

    @Test
    void leavesOutWhatDoesNotFitAndSaysSo() {
        Briefing briefing = new Briefing(100, SECTIONS);

        assertThat(briefing.add("One", part("a", "x".repeat(400)), 100)).isFalse();
        assertThat(briefing.add("One", part("b", "short"), 100)).isTrue();
        assertThat(briefing.add("One", part("c", "short"), 2)).isFalse();

        JsonObject json = briefing.asJson();
        assertThat(ids(json, "parts")).containsExactly("b");
        assertThat(ids(json, "left_out")).containsExactly("a", "c");
        assertThat(json.getJsonArray("left_out").getJsonObject(0).getInt("tokens"))
                .isEqualTo(Tokens.of("a:\n" + "x".repeat(400)));
    }

    @Test
    void showsAnExcerptOfWhatDoesNotFitWhole() {
        Briefing briefing = new Briefing(100, SECTIONS);

        briefing.add("One", new Briefing.Part(JsonOf.object("id", "a"), "a:\n", "x".repeat(400), "the «point»"), 100);

        assertThat(briefing.asJson().getString("context")).isEqualTo("# One\n\na:\nthe «point»");
        assertThat(briefing.asJson().getJsonArray("parts").getJsonObject(0).getString("shown"))
                .isEqualTo("excerpt");
    }

    @Test
    void cutsWhatMustBeThere() {
        Briefing briefing = new Briefing(100, SECTIONS);

        assertThat(briefing.addCut("One", part("a", "y".repeat(4_000)), 50)).isTrue();

        JsonObject json = briefing.asJson();
        assertThat(json.getString("context")).startsWith("# One\n\na:\nyyyy").endsWith("\n[… cut]");
        assertThat(json.getInt("tokens")).isBetween(40, 50);
        assertThat(json.getJsonArray("parts").getJsonObject(0).getString("shown"))
                .isEqualTo("beginning");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverExceedsItsBudget(long seed) {
        Random random = new Random(seed);
        String[] alphabets = {"a ", "äß", "東京", "🎉🔭", "x\n"};

        for (int round = 0; round < 200; round++) {
            int max = 1 + random.nextInt(300);
            Briefing briefing = new Briefing(max, SECTIONS);
            for (int i = 0; i < 12; i++) {
                Briefing.Part part = part("p" + i, alphabets[random.nextInt(5)].repeat(random.nextInt(80)));
                if (random.nextBoolean()) {
                    briefing.add(SECTIONS.get(i % 2), part, random.nextInt(300));
                } else {
                    briefing.addCut(SECTIONS.get(i % 2), part, random.nextInt(300));
                }
            }
            JsonObject json = briefing.asJson();
            assertThat(Tokens.of(json.getString("context"))).isEqualTo(json.getInt("tokens"));
            assertThat(json.getInt("tokens")).isLessThanOrEqualTo(max);
            assertThat(json.getJsonArray("parts").size()
                            + json.getJsonArray("left_out").size())
                    .isEqualTo(12);
        }
    }

    @Test
    void cutsBetweenWholeCharacters() {
        assertThat(Tokens.first("🎉🔭", 3)).isEqualTo("🎉");
        assertThat(Tokens.first("abcdefgh", 2)).isEqualTo("abcdefg");
        assertThat(Tokens.of("abcdefg")).isEqualTo(2);
        assertThat(Tokens.of("東京")).isEqualTo(2);
        assertThat(Tokens.of("")).isZero();
    }

    private static Briefing.Part part(String id, String text) {
        return new Briefing.Part(JsonOf.object("id", id), id + ":\n", text, null);
    }

    private static List<String> ids(JsonObject json, String member) {
        return json.getJsonArray(member).getValuesAs(part -> part.asJsonObject().getString("id"));
    }
}
