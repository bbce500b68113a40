package dewey.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of a text, from the first place to before the last. */
record Span(int from, int to) {
    /** What the spans cover, from the left to the right: those that overlap as one. */
    static List<Span> apart(List<Span> spans) {
        if (spans.size() < 2) {
            return spans;
        }
        List<Span> apart = new ArrayList<>();
        Span last = null;
        for (Span next :
                spans.stream().sorted(Comparator.comparingInt(Span::from)).toList()) {
            if (last == null) {
                last = next;
            } else if (next.from < last.to) {
                last = new Span(last.from, Math.max(last.to, next.to));
            } else {
                apart.add(last);
                last = next;
            }
        }
        apart.add(last);
        return apart;
    }
}
