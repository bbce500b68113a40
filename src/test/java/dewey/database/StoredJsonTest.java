package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class StoredJsonTest {
    @Test
    void givesBackKeysAndValuesThatPostgresqlRefuses() {
        JsonObject object = Json.createObjectBuilder()
                .add("key\u0000", "value\u0000")
                .add("\ud800", Json.createArrayBuilder().add("\udc00").add(1).add("\ufdd0"))
                .add("plain", Json.createObjectBuilder().add("deep\u0000er", "\\u0000"))
                .build();

        String text = StoredJson.text(object);

        assertThat(StoredJson.object(text)).isEqualTo(object);
        assertThat(TestDatabase.query("SELECT '" + text + "'::jsonb")).hasSize(1);
    }

    @Test
    void keepsNumbersExact() {
        JsonObject object = Json.createObjectBuilder()
                .add("large", new BigDecimal("123456789012345678901234567890.123456789"))
                .add("trailing", new BigDecimal("1.500"))
                .add("long", Long.MAX_VALUE)
                .build();

        String stored = TestDatabase.query("SELECT '" + StoredJson.text(object) + "'::jsonb")
                .get(0);

        assertThat(StoredJson.object(stored)).isEqualTo(object);
    }

    @Test
    void doesNotMistakeABackslashForAnEscape() {
        JsonObject object = Json.createObjectBuilder().add("path", "C:\\u0000").build();

        assertThat(StoredJson.object(StoredJson.text(object))).isEqualTo(object);
    }
}
