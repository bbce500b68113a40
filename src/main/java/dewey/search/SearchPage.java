package dewey.search;

import java.util.List;
import java.util.Optional;

/**
 * One page of what was found, best first; ties are in no particular order, but always in the same.
 *
 * @param total how many messages were found
 * @param isTotal whether that is all that match; otherwise those are missing that hold only frequent words of the query
 * @param isPartial whether the search was cut short, so that better ones may be missing
 * @param facets empty unless they were asked for
 * @param nextCursor where the next page begins; empty when this is the last
 */
public record SearchPage(
        List<Hit> hits,
        long total,
        boolean isTotal,
        boolean isPartial,
        Optional<Facets> facets,
        Optional<String> nextCursor) {
    static final SearchPage NOTHING = new SearchPage(List.of(), 0, true, false, Optional.empty(), Optional.empty());

    public SearchPage {
        hits = List.copyOf(hits);
    }
}
