package dewey.search;

import java.util.List;
import java.util.Optional;

/**
 * One page of what was found, best first; ties are in no particular order, but always in the same.
 *
 * @param total how many messages match in all
 * @param nextCursor where the next page begins; empty when this is the last
 */
public record SearchPage(List<Hit> hits, long total, Optional<String> nextCursor) {
    static final SearchPage NOTHING = new SearchPage(List.of(), 0, Optional.empty());

    public SearchPage {
        hits = List.copyOf(hits);
    }
}
