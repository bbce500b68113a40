package dewey.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.TreeMap;

/** JSON in one spelling: two values have the same text if and only if they mean the same, however they were written. */
public final class Canonical {
    private Canonical() {}

    /** Members in the order of their names, no white space, numbers by their value: {@code 1}, {@code 1.0} and {@code 10e-1} are one. */
    public static String text(JsonValue value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonValue value, StringBuilder text) {
        if (value instanceof JsonObject object) {
            text.append('{');
            new TreeMap<>(object).forEach((name, member) -> {
                text.append(JsonText.quote(name)).append(':');
                write(member, text);
                text.append(',');
            });
            close(text, '}');
        } else if (value instanceof JsonArray array) {
            text.append('[');
            for (JsonValue item : array) {
                write(item, text);
                text.append(',');
            }
            close(text, ']');
        } else if (value instanceof JsonNumber number) {
            BigDecimal exact = number.bigDecimalValue();
            text.append(exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toString());
        } else if (value instanceof JsonString string) {
            text.append(JsonText.write(string));
        } else {
            text.append(value);
        }
    }

    private static void close(StringBuilder text, char end) {
        int last = text.length() - 1;
        if (text.charAt(last) == ',') {
            text.setCharAt(last, end);
        } else {
            text.append(end);
        }
    }
}
