package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import java.util.Optional;
import java.util.function.Consumer;

/** One way to write conversations down. An instance reads one file, from its first row on. */
public interface Format {

    /** How the format is called in answers and metadata. */
    String name();

    /**
     * Says what a row holds; the first of all pieces is an {@link Piece.Opening}.
     *
     * @throws dewey.refusals.Refused with what is wrong, in words that continue "line 7"; nothing of the row was said then
     */
    void read(Row row, Consumer<Piece> pieces);

    /** Whether messages come with the ids and turns that they had in a Dewey. */
    default boolean keepsIds() {
        return false;
    }

    /**
     * A message that is spread over several rows, put together from what is known of it and what comes now.
     *
     * @param known the metadata of the message so far
     * @param more a message of the same external id
     * @return empty when nothing of {@code more} is new
     */
    default Optional<NewMessage> joined(Metadata known, NewMessage more) {
        return Optional.empty();
    }

    /** Whether {@link #joined} may find something new for a message of this kind. */
    default boolean isSpread(NewMessage message) {
        return false;
    }
}
