package dewey.conversations;

import dewey.refusals.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A place in a list, as a text that clients hand back without looking inside.
 *
 * <p>It carries no rights: what it leads to is looked up for the tenant that asks. Its check sum catches texts that were cut or
 * made up; the version lets the inside change.
 *
 * @param kind which list and order it belongs to
 * @param parts the keys of the last item seen; none holds a line break
 */
public record Cursor(String kind, List<String> parts) {
    private static final String VERSION = "1";
    private static final int MAX_LENGTH = 1_000;

    public Cursor {
        parts = List.copyOf(parts);
        if (kind.contains("\n") || parts.stream().anyMatch(part -> part.contains("\n"))) {
            throw new IllegalArgumentException("a part of a cursor holds a line break");
        }
    }

    public static Cursor of(String kind, Object... parts) {
        return new Cursor(kind, Arrays.stream(parts).map(Object::toString).toList());
    }

    /** Reads what {@link #text} wrote; anything else is refused. */
    public static Cursor read(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.length() > MAX_LENGTH ? "" : text);
            byte[] body = Arrays.copyOfRange(bytes, Integer.BYTES, Math.max(Integer.BYTES, bytes.length));
            List<String> lines = List.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString()
                    .split("\n", -1));
            if (ByteBuffer.wrap(bytes).getInt() == sum(body)
                    && lines.size() >= 2
                    && lines.get(0).equals(VERSION)) {
                return new Cursor(lines.get(1), lines.subList(2, lines.size()));
            }
        } catch (RuntimeException | CharacterCodingException e) {
            throw forged();
        }
        throw forged();
    }

    /** How a cursor that belongs elsewhere is refused. */
    public static Refused forged() {
        return Refused.invalid("cursor", "is not one that this list gave; leave it out to begin at the first page");
    }

    /** The parts of a cursor of this kind; another kind or number of parts is refused. */
    public List<String> partsOf(String expectedKind, int count) {
        if (!kind.equals(expectedKind) || parts.size() != count) {
            throw forged();
        }
        return parts;
    }

    public String text() {
        byte[] body = (VERSION + "\n" + kind + (parts.isEmpty() ? "" : "\n" + String.join("\n", parts)))
                .getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(sum(body))
                .put(body)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int sum(byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return (int) sum.getValue();
    }
}
