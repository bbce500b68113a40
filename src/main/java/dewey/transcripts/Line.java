package dewey.transcripts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One line of a file, without its end.
 *
 * @param number from 1, blank lines counted
 * @param bytes what it holds; empty when it is longer than the bound
 * @param size how many bytes it has in the file
 * @param tooLong whether it is longer than the bound
 */
record Line(long number, byte[] bytes, long size, boolean tooLong) {

    /** @throws CharacterCodingException when the bytes are not UTF-8 */
    String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
