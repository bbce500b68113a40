package dewey.transcripts;

import dewey.formats.Row;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a file that should be one JSON value: a line without its end, or an item of an array.
 *
 * @param number from 1; of lines, blank ones counted
 * @param bytes what it holds; empty when it is longer than the bound
 * @param size how many bytes it has in the file
 * @param tooLong whether it is longer than the bound
 */
record Item(long number, byte[] bytes, long size, boolean tooLong) {

    /** @throws Unreadable with the reason, which continues "line 7" */
    Row row(int maxBytes) throws Unreadable {
        if (tooLong) {
            throw new Unreadable("is " + size + " bytes; the limit is " + maxBytes);
        }
        try {
            return new Row(number, bytes, JsonText.read(text()));
        } catch (InvalidJson e) {
            throw new Unreadable("is " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new Unreadable("is not UTF-8");
        }
    }

    /** @throws CharacterCodingException when the bytes are not UTF-8 */
    String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** An item that cannot be read as JSON. */
    static final class Unreadable extends Exception {
        Unreadable(String reason) {
            super(reason, null, false, false);
        }
    }
}
