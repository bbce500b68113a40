package dewey.conversations;

import dewey.database.StoredJson;
import jakarta.json.JsonArray;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Reads content blocks from their jsonb column. */
@Converter
public class BlocksConverter implements AttributeConverter<JsonArray, String> {
    @Override
    public String convertToDatabaseColumn(JsonArray blocks) {
        return blocks == null ? null : StoredJson.text(blocks);
    }

    @Override
    public JsonArray convertToEntityAttribute(String stored) {
        return stored == null ? null : StoredJson.array(stored);
    }
}
