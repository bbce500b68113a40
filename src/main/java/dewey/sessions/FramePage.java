package dewey.sessions;

import java.util.List;
import java.util.Optional;

/**
 * A stretch of a session, in the order in which it went by.
 *
 * @param nextCursor text of the cursor of the following page; empty at the end
 */
public record FramePage(Session session, List<Frame> frames, Optional<String> nextCursor) {
    public FramePage {
        frames = List.copyOf(frames);
    }
}
