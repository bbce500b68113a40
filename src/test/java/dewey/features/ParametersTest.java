package dewey.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    private static final Parameter<Integer> LIMIT =
            Parameter.integer("limit", 1, 100, "How many").otherwise(20, JsonText.number(20));
    private static final Parameter<UUID> ID = Parameter.uuid("id", "Which");
    private static final Parameter<Boolean> FORCE = Parameter.mustBeTrue("force", "Sure");
    private static final Parameter<String> KIND = Parameter.oneOf("kind", Map.of("a", "A"), "Kind");
    private static final Parameter<Instant> SINCE =
            Parameter.moment("since", day -> day.atStartOfDay(ZoneOffset.UTC).toInstant(), "Since when");
    private static final Parameter<String> NAME =
            Parameter.text("name", 3, "Name").required();
    private static final Parameter<List<String>> ITEMS =
            Parameter.listOf("items", Parameters.of(NAME), 2, item -> item.get(NAME), "Items");

    private final Parameters parameters = Parameters.of(LIMIT, ID, KIND, SINCE, ITEMS);

    @Test
    void givesDefaultsForWhatIsAbsentOrNull() {
        assertThat(read("{}").get(LIMIT)).isEqualTo(20);
        assertThat(read("{\"limit\":null}").get(LIMIT)).isEqualTo(20);
        assertThat(read("{}").find(ID)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"limit\":0}        | limit is 0; it must be from 1 to 100",
                "{\"limit\":101}      | limit is 101; it must be from 1 to 100",
                "{\"limit\":9223372036854775808} | limit is 9223372036854775808; it must be from 1 to 100",
                "{\"limit\":1e999999} | limit is 1E+999999; it must be from 1 to 100",
                "{\"limit\":1.5}      | limit is 1.5; it must be a whole number",
                "{\"limit\":\"10\"}   | limit is a string; it must be an integer",
                "{\"limit\":true}     | limit is a boolean; it must be an integer",
                "{\"id\":\"x\"}       | id is \"x\"; it must be a UUID",
                "{\"id\":7}           | id is a number; it must be a string",
                "{\"kind\":\"b\"}     | kind is \"b\"; it must be one of a",
                "{\"since\":\"99999-01-01\"} | since is \"99999-01-01\"; it must be a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z",
                "{\"since\":\"0000-01-01\"} | since is \"0000-01-01\"; the year must be from 1 to 9999",
                "{\"items\":[]}       | items is empty; it must hold at least one",
                "{\"items\":{}}       | items is an object; it must be an array",
                "{\"items\":[{\"name\":\"a\"},7]} | items[1] is a number; it must be an object",
                "{\"items\":[{\"name\":\"abcd\"}]} | items[0].name is 4 characters; the limit is 3",
                "{\"items\":[{}]}     | items[0].name is missing",
                "{\"items\":[{\"name\":null}]} | items[0].name is null",
                "{\"items\":[{\"name\":\"a\",\"x\":1}]} | items[0].x is not an argument; known are name",
                "{\"other\":1}        | other is not an argument; known are limit, id, kind, since, items"
            })
    void refusesWithTheFieldTheValueAndTheBound(String json, String message) {
        Refused refused = catchThrowableOfType(Refused.class, () -> read(json));

        assertThat(refused).hasMessage(message);
        assertThat(refused.field()).isPresent();
    }

    @Test
    void refusesTooManyItems() {
        String three = "{\"items\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}";

        Refused refused = catchThrowableOfType(Refused.class, () -> read(three));

        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused).hasMessage("items is 3 items; the limit is 2");
    }

    @Test
    void readsMomentsAndDates() {
        assertThat(read("{\"since\":\"2026-01-31\"}").get(SINCE)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(read("{\"since\":\"2026-01-31T12:00:00.5+02:00\"}").get(SINCE))
                .isEqualTo("2026-01-31T10:00:00.500Z");
    }

    @Test
    void wantsTheSafetyCatchToBeTrue() {
        Parameters catched = Parameters.of(FORCE);

        assertThat(catchThrowableOfType(Refused.class, () -> catched.read(json("{}"))))
                .hasMessage("force is missing");
        assertThat(catchThrowableOfType(Refused.class, () -> catched.read(json("{\"force\":false}"))))
                .hasMessageStartingWith("force must be true");
        assertThat(catched.read(json("{\"force\":true}")).get(FORCE)).isTrue();
    }

    @Test
    void makesTheInputSchemaFromTheSameDefinition() {
        JsonObject schema = parameters.schema();

        JsonObject limit = schema.getJsonObject("properties").getJsonObject("limit");
        assertThat(limit.getInt("minimum")).isEqualTo(1);
        assertThat(limit.getInt("maximum")).isEqualTo(100);
        assertThat(limit.getInt("default")).isEqualTo(20);
        assertThat(schema.getBoolean("additionalProperties")).isFalse();
    }

    private Arguments read(String text) {
        return parameters.read(json(text));
    }

    private static JsonObject json(String text) {
        try {
            return JsonText.read(text).asJsonObject();
        } catch (InvalidJson e) {
            throw new AssertionError(text, e);
        }
    }
}
