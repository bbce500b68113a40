package dewey.upstreams;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes bytes that must be UTF-8; a wrong one is an error, because putting another character in its place would change the text. */
public final class StrictUtf8 {
    private StrictUtf8() {}

    public static String decode(byte[] bytes) throws CharacterCodingException {
        return decode(ByteBuffer.wrap(bytes));
    }

    public static String decode(ByteBuffer bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
