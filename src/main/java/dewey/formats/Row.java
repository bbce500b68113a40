package dewey.formats;

import jakarta.json.JsonValue;

/**
 * One row of a transcript: a line, or an item of an array.
 *
 * @param number from 1
 * @param bytes as they are written, which tell rows without an id apart
 */
public record Row(long number, byte[] bytes, JsonValue value) {}
