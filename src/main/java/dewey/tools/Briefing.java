package dewey.tools;

import dewey.json.JsonText;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A text put together of parts within a budget of tokens, which it never exceeds; what does not fit is noted. */
final class Briefing {
    private static final String CUT = "\n[… cut]";
    private static final String BETWEEN = "\n\n";

    /**
     * @param facts what tells which one it is, for the answer
     * @param heading a line above the text
     * @param excerpt what to show when the whole does not fit; null for nothing
     */
    record Part(JsonObject facts, String heading, String text, String excerpt) {}

    private record Placed(JsonObject facts, String text) {}

    private final Map<String, List<Placed>> sections = new LinkedHashMap<>();
    private final JsonArrayBuilder leftOut = JsonText.array();
    private final int maxTokens;
    private int tokens;

    /** @param sections their titles, in the order in which they will stand */
    Briefing(int maxTokens, List<String> sections) {
        this.maxTokens = maxTokens;
        sections.forEach(title -> this.sections.put(title, new ArrayList<>()));
    }

    int left() {
        return maxTokens - tokens;
    }

    /** Adds a part at the end of its section if it, or its excerpt, takes no more than so many tokens; else notes it as left out. */
    boolean add(String section, Part part, int most) {
        boolean isAdded = place(section, part.facts(), part.heading(), part.text(), most, null)
                || part.excerpt() != null
                        && place(section, part.facts(), part.heading(), part.excerpt(), most, "excerpt");
        if (!isAdded) {
            leftOut.add(JsonText.object(part.facts())
                    .add("tokens", Tokens.of(part.heading() + part.text()))
                    .build());
        }
        return isAdded;
    }

    /** Adds a part, or as much of its beginning as takes no more than so many tokens. */
    boolean addCut(String section, Part part, int most) {
        int room = Math.min(most, left()) - Tokens.of(title(section) + part.heading() + CUT + BETWEEN);
        return place(section, part.facts(), part.heading(), part.text(), most, null)
                || room > 0
                        && place(
                                section,
                                part.facts(),
                                part.heading(),
                                Tokens.first(part.text(), room) + CUT,
                                most,
                                "beginning")
                || add(section, part, 0);
    }

    private boolean place(String section, JsonObject facts, String heading, String text, int most, String shown) {
        List<Placed> placed = sections.get(section);
        String whole = heading + text;
        int cost = Tokens.of(whole + BETWEEN) + (placed.isEmpty() ? Tokens.of(title(section)) : 0);
        if (cost > Math.min(most, left())) {
            return false;
        }
        tokens += cost;
        placed.add(new Placed(
                JsonText.object(facts)
                        .add("shown", shown == null ? "whole" : shown)
                        .add("tokens", cost)
                        .build(),
                whole));
        return true;
    }

    /** The parts of a section that were added last come first: they were added the newest first. */
    void reverse(String section) {
        java.util.Collections.reverse(sections.get(section));
    }

    private static String title(String section) {
        return "# " + section + BETWEEN;
    }

    JsonObject asJson() {
        StringBuilder text = new StringBuilder();
        JsonArrayBuilder parts = JsonText.array();
        sections.forEach((section, placed) -> {
            if (!placed.isEmpty()) {
                text.append(title(section));
            }
            for (Placed part : placed) {
                text.append(part.text()).append(BETWEEN);
                parts.add(part.facts());
            }
        });
        String context = text.toString().stripTrailing();
        return JsonText.object()
                .add("context", context)
                .add("tokens", Tokens.of(context))
                .add("max_tokens", maxTokens)
                .add("parts", parts)
                .add("left_out", leftOut)
                .build();
    }
}
