package dewey.conversations;

import dewey.database.StorableText;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Map;

/** Measures JSON without writing it, and refuses what jsonb cannot keep. */
final class JsonSize {
    /**
     * jsonb writes numbers without exponent, so six characters can become 131,072 digits; and the parsers of the servers refuse
     * to read a number of more than 1,100 characters back. Every double fits.
     */
    static final int MAX_DIGITS = 1_000;

    private final String field;
    private final int maxDepth;
    private long bytes;

    private JsonSize(String field, int maxDepth) {
        this.field = field;
        this.maxDepth = maxDepth;
    }

    /** The bytes of {@code value} as JSON text in UTF-8, each number written without exponent. */
    static long of(JsonStructure value, String field, int maxDepth) {
        JsonSize size = new JsonSize(field, maxDepth);
        size.add(value, 1);
        return size.bytes;
    }

    /** The bytes of what is stored already, whatever limits held then. */
    static long stored(JsonStructure value) {
        return of(value, "", Integer.MAX_VALUE);
    }

    private void add(JsonValue value, int depth) {
        if (value instanceof JsonStructure structure) {
            if (depth > maxDepth) {
                throw Refused.invalid(field, "is nested more than " + maxDepth + " deep");
            }
            addStructure(structure, depth);
        } else if (value instanceof JsonString string) {
            addText(string.getChars());
        } else if (value instanceof JsonNumber number) {
            addNumber(number.bigDecimalValue());
        } else {
            bytes += value == JsonValue.FALSE ? 5 : 4;
        }
    }

    private void addStructure(JsonStructure structure, int depth) {
        bytes += 2;
        if (structure instanceof JsonArray array) {
            bytes += Math.max(0, array.size() - 1);
            array.forEach(item -> add(item, depth + 1));
        } else if (structure instanceof JsonObject object) {
            bytes += Math.max(0, object.size() - 1);
            for (Map.Entry<String, JsonValue> member : object.entrySet()) {
                addText(member.getKey());
                bytes++;
                add(member.getValue(), depth + 1);
            }
        }
    }

    private void addText(CharSequence text) {
        bytes += 2 + StorableText.utf8Length(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f') {
                bytes++;
            } else if (c < 0x20) {
                bytes += 5;
            }
        }
    }

    private void addNumber(BigDecimal number) {
        long digits = Math.max(number.precision(), Math.abs((long) number.scale()));
        digits = Math.max(digits, (long) number.precision() - number.scale());
        if (digits > MAX_DIGITS) {
            throw Refused.invalid(
                    field, "holds a number of more than " + MAX_DIGITS + " digits when written without exponent");
        }
        bytes += digits + (number.signum() < 0 ? 1 : 0) + (number.scale() > 0 ? 1 : 0);
    }
}
