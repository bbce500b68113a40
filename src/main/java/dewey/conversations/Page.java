package dewey.conversations;

import java.util.List;
import java.util.Optional;

/**
 * A stretch of a list.
 *
 * @param total how many there are on all pages together
 * @param nextCursor text of the {@link Cursor} of the following page; empty on the last
 */
public record Page<T>(List<T> items, long total, Optional<String> nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}
