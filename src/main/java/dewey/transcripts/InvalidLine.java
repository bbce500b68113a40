package dewey.transcripts;

/**
 * A line of a transcript that was not stored.
 *
 * @param line its number, from 1
 * @param reason what is wrong with it, in words that follow "line 7"; holds nothing of the line's text
 */
public record InvalidLine(long line, String reason) {}
