package dewey.exports;

import java.util.Optional;

/**
 * A part of an export; all parts one behind the other are the file.
 *
 * @param next where the following part begins; empty at the end
 */
public record ExportPart(String text, Optional<Place> next) {}
