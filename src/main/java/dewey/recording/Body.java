package dewey.recording;

import dewey.json.JsonText;
import dewey.redaction.Redaction;
import jakarta.json.JsonObjectBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Makes of what was relayed the text that is stored and the metadata that says what was done to it. */
final class Body {
    /** The member that holds what the content cannot: the data of a binary message, in Base64. */
    static final String BYTES = "base64";
    /** The member that holds a text which is only white space; the content is a mark then. */
    static final String BLANK = "blank_text";

    /** So much more than is kept is looked through for secrets, so that one across the edge is not half kept. */
    private static final int MARGIN = 8 << 10;

    private final Redaction redaction;
    private final int maxBytes;

    Body(Redaction redaction, int maxBytes) {
        this.redaction = redaction;
        this.maxBytes = maxBytes;
    }

    /** The text to store; what is to be said of it is added to {@code metadata}. */
    String of(String text, JsonObjectBuilder metadata) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        describe(bytes, metadata);
        String kept = kept(text, bytes.length, metadata);
        if (kept.isBlank()) {
            metadata.add(BLANK, kept);
            return "(blank)";
        }
        return kept;
    }

    /** The same for data; it is kept in {@code metadata}, without its secrets when it is text. */
    String of(byte[] data, JsonObjectBuilder metadata) {
        describe(data, metadata);
        byte[] kept;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            kept = kept(text, data.length, metadata).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException noText) {
            int length = Math.min(data.length, maxBytes);
            kept = length == data.length ? data : Arrays.copyOf(data, length);
            markCut(data.length, length, metadata);
        }
        metadata.add(BYTES, Base64.getEncoder().encodeToString(kept));
        return "(binary, " + data.length + " bytes)";
    }

    /** A short text of our own without secrets. */
    String plain(String text) {
        return text == null ? "" : redaction.redact(text).text();
    }

    private static void describe(byte[] bytes, JsonObjectBuilder metadata) {
        metadata.add("size", bytes.length).add("sha256", HexFormat.of().formatHex(sha256(bytes)));
    }

    private String kept(String text, int size, JsonObjectBuilder metadata) {
        boolean cut = size > maxBytes;
        Redaction.Redacted redacted = redaction.redact(cut ? beginning(text, maxBytes + MARGIN) : text);
        if (!redacted.places().isEmpty()) {
            var places = JsonText.array();
            redacted.places().forEach(places::add);
            metadata.add("redacted", places);
        }
        if (!cut) {
            return redacted.text();
        }
        String kept = beginning(redacted.text(), maxBytes);
        markCut(size, kept.getBytes(StandardCharsets.UTF_8).length, metadata);
        return kept;
    }

    private static void markCut(int size, int kept, JsonObjectBuilder metadata) {
        if (kept < size) {
            metadata.add("truncated", JsonText.object().add("size", size).add("kept", kept));
        }
    }

    /** As many whole characters from the beginning as fit into so many bytes of UTF-8. */
    static String beginning(String text, int maxBytes) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                return text.substring(0, at);
            }
            at += Character.charCount(character);
        }
        return text;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
