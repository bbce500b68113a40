package dewey.transcripts;

import java.io.IOException;
import java.util.Optional;

/** The items of a file, one at a time; of an item over the bound nothing is held. */
sealed interface Items permits Lines, Elements {

    /** The next one; empty at the end of the file. */
    Optional<Item> next() throws IOException;

    /** How many bytes of the file were read up to here. */
    long position();
}
