package dewey.features;

import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One argument of a tool: the definition that makes its part of the {@code inputSchema} is the one that reads and checks it.
 *
 * @param <T> what the argument is once it has been read
 */
public final class Parameter<T> {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int LONGEST_QUOTE = 60;

    private final String name;
    private final JsonObject schema;
    private final boolean required;
    private final T standard;
    private final BiFunction<String, JsonValue, T> reader;

    private Parameter(
            String name, JsonObject schema, boolean required, T standard, BiFunction<String, JsonValue, T> reader) {
        this.name = name;
        this.schema = schema;
        this.required = required;
        this.standard = standard;
        this.reader = reader;
    }

    private static <T> Parameter<T> of(
            String name, JsonObject schema, String description, BiFunction<String, JsonValue, T> reader) {
        return new Parameter<>(name, Schema.described(schema, description), false, null, reader);
    }

    /** A text of at most {@code maxLength} characters. */
    public static Parameter<String> text(String name, int maxLength, String description) {
        JsonObject schema =
                JsonText.object(Schema.STRING).add("maxLength", maxLength).build();
        return of(name, schema, description, (field, value) -> {
            String text = string(field, value);
            int length = text.codePointCount(0, text.length());
            if (length > maxLength) {
                throw Refused.tooLarge(field, length, maxLength, "characters");
            }
            return text;
        });
    }

    public static Parameter<UUID> uuid(String name, String description) {
        return of(name, Schema.UUID, description, (field, value) -> {
            String text = string(field, value);
            if (!UUID_FORM.matcher(text).matches()) {
                throw Refused.invalid(field, "is " + quoted(text) + "; it must be a UUID");
            }
            return UUID.fromString(text);
        });
    }

    /** A whole number; one outside the bounds is refused, never changed. */
    public static Parameter<Integer> integer(String name, int least, int most, String description) {
        JsonObject schema = JsonText.object(Schema.INTEGER)
                .add("minimum", least)
                .add("maximum", most)
                .build();
        return of(name, schema, description, (field, value) -> {
            if (!(value instanceof JsonNumber number)) {
                throw wrongType(field, value, "an integer");
            }
            BigDecimal decimal = number.bigDecimalValue();
            if (decimal.signum() != 0 && decimal.stripTrailingZeros().scale() > 0) {
                throw Refused.invalid(field, "is " + cut(number.toString()) + "; it must be a whole number");
            }
            if (decimal.compareTo(BigDecimal.valueOf(least)) < 0 || decimal.compareTo(BigDecimal.valueOf(most)) > 0) {
                String bounds = most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
                throw Refused.invalid(field, "is " + cut(number.toString()) + "; it must be " + bounds);
            }
            return decimal.intValueExact();
        });
    }

    public static Parameter<Boolean> flag(String name, String description) {
        return of(name, Schema.BOOLEAN, description, (field, value) -> {
            if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
                throw wrongType(field, value, "true or false");
            }
            return value == JsonValue.TRUE;
        });
    }

    /** The safety catch of a tool that destroys: it must be there, and it must be true. */
    public static Parameter<Boolean> mustBeTrue(String name, String description) {
        JsonObject schema = JsonText.object(Schema.BOOLEAN).add("const", true).build();
        return Parameter.<Boolean>of(name, schema, description, (field, value) -> {
                    if (value != JsonValue.TRUE) {
                        throw Refused.invalid(field, "must be true: what is deleted cannot be brought back");
                    }
                    return true;
                })
                .required();
    }

    /** One of a closed set of words. */
    public static <E> Parameter<E> oneOf(String name, Map<String, E> choices, String description) {
        JsonArrayBuilder words = JsonText.array();
        choices.keySet().forEach(words::add);
        JsonObject schema = JsonText.object(Schema.STRING).add("enum", words).build();
        return of(name, schema, description, (field, value) -> {
            String text = string(field, value);
            E choice = choices.get(text);
            if (choice == null) {
                String allowed = String.join(", ", choices.keySet());
                throw Refused.invalid(field, "is " + quoted(text) + "; it must be one of " + allowed);
            }
            return choice;
        });
    }

    /** A moment as ISO 8601 date and time with an offset, or a date, which is {@code clock} of that day in UTC. */
    public static Parameter<Instant> moment(String name, Function<LocalDate, Instant> clock, String description) {
        return of(name, Schema.STRING, description, (field, value) -> {
            String text = string(field, value).strip();
            try {
                Instant moment = text.length() <= 10
                        ? clock.apply(LocalDate.parse(text))
                        : OffsetDateTime.parse(text).toInstant();
                int year = moment.atOffset(ZoneOffset.UTC).getYear();
                if (year < 1 || year > 9999) {
                    throw Refused.invalid(field, "is " + quoted(text) + "; the year must be from 1 to 9999");
                }
                return moment;
            } catch (DateTimeException e) {
                throw Refused.invalid(
                        field,
                        "is " + quoted(text) + "; it must be a date such as 2026-01-31 or a time such as"
                                + " 2026-01-31T12:00:00Z");
            }
        });
    }

    public static Parameter<JsonObject> object(String name, String description) {
        return of(name, Schema.OBJECT, description, (field, value) -> {
            if (!(value instanceof JsonObject object)) {
                throw wrongType(field, value, "an object");
            }
            return object;
        });
    }

    /** A text, or an array of content blocks (objects with a {@code type}, MCP's {@code ContentBlock}). */
    public static Parameter<JsonValue> textOrBlocks(String name, String description) {
        JsonObject block = Schema.members().always("type", Schema.STRING).build();
        JsonObject open = JsonText.object(block).remove("additionalProperties").build();
        JsonArrayBuilder either = JsonText.array().add(Schema.STRING).add(Schema.arrayOf(open));
        JsonObject schema = JsonText.object().add("anyOf", either).build();
        return of(name, schema, description, (field, value) -> {
            if (value instanceof JsonArray blocks) {
                for (int i = 0; i < blocks.size(); i++) {
                    requireBlock(field + "[" + i + "]", blocks.get(i));
                }
            } else if (!(value instanceof JsonString)) {
                throw wrongType(field, value, "a string or an array of content blocks");
            }
            return value;
        });
    }

    private static void requireBlock(String field, JsonValue value) {
        if (!(value instanceof JsonObject block)) {
            throw wrongType(field, value, "a content block, which is an object");
        }
        JsonValue type = block.get("type");
        if (!(type instanceof JsonString)) {
            throw wrongType(field + ".type", type == null ? JsonValue.NULL : type, "a string");
        }
    }

    /** A list of short texts, which may be empty. */
    public static Parameter<List<String>> texts(String name, int most, int maxLength, String description) {
        Parameter<String> item = text(name, maxLength, description);
        JsonObject schema = JsonText.object(Schema.arrayOf(JsonText.object(Schema.STRING)
                        .add("maxLength", maxLength)
                        .build()))
                .add("maxItems", most)
                .build();
        return of(name, schema, description, (field, value) -> {
            if (!(value instanceof JsonArray array)) {
                throw wrongType(field, value, "an array of texts");
            }
            if (array.size() > most) {
                throw Refused.tooLarge(field, array.size(), most, "items");
            }
            List<String> texts = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                texts.add(item.reader.apply(field + "[" + i + "]", array.get(i)));
            }
            return texts;
        });
    }

    /** Objects that have parameters of their own; {@code read} makes something of each. */
    public static <T> Parameter<List<T>> listOf(
            String name, Parameters item, int most, Function<Arguments, T> read, String description) {
        JsonObject schema = JsonText.object(Schema.arrayOf(item.schema()))
                .add("minItems", 1)
                .add("maxItems", most)
                .build();
        return of(name, schema, description, (field, value) -> {
            if (!(value instanceof JsonArray array)) {
                throw wrongType(field, value, "an array");
            }
            if (array.isEmpty()) {
                throw Refused.invalid(field, "is empty; it must hold at least one");
            }
            if (array.size() > most) {
                throw Refused.tooLarge(field, array.size(), most, "items");
            }
            List<T> items = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                items.add(item(field + "[" + i + "]", array.get(i), item, read));
            }
            return items;
        });
    }

    private static <T> T item(String place, JsonValue value, Parameters item, Function<Arguments, T> read) {
        if (!(value instanceof JsonObject object)) {
            throw wrongType(place, value, "an object");
        }
        try {
            return read.apply(item.read(object));
        } catch (Refused refused) {
            throw refused.inside(place);
        }
    }

    public Parameter<T> required() {
        return new Parameter<>(name, schema, true, null, reader);
    }

    /** What the argument is when it is absent; shown in the schema. */
    public Parameter<T> otherwise(T value, JsonValue shown) {
        JsonObject withDefault = JsonText.object(schema).add("default", shown).build();
        return new Parameter<>(name, withDefault, false, value, reader);
    }

    public String name() {
        return name;
    }

    JsonObject schema() {
        return schema;
    }

    boolean isRequired() {
        return required;
    }

    /** Reads the argument; an explicit null counts as absent, because models write it for what they leave out. */
    T read(JsonObject arguments) {
        JsonValue value = arguments.get(name);
        if (value != null && value != JsonValue.NULL) {
            return reader.apply(name, value);
        }
        if (required) {
            throw Refused.invalid(name, value == null ? "is missing" : "is null");
        }
        return standard;
    }

    private static String string(String field, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            throw wrongType(field, value, "a string");
        }
        return string.getString();
    }

    private static Refused wrongType(String field, JsonValue value, String wanted) {
        String given =
                switch (value.getValueType()) {
                    case ARRAY -> "an array";
                    case OBJECT -> "an object";
                    case STRING -> "a string";
                    case NUMBER -> "a number";
                    case TRUE, FALSE -> "a boolean";
                    case NULL -> "null";
                };
        return Refused.invalid(field, "is " + given + "; it must be " + wanted);
    }

    private static String quoted(String text) {
        return JsonText.quote(cut(text));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
