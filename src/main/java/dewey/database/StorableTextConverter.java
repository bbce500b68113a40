package dewey.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores the strings of an entity as {@link StorableText}. */
@Converter
public class StorableTextConverter implements AttributeConverter<String, String> {
    @Override
    public String convertToDatabaseColumn(String text) {
        return StorableText.encode(text);
    }

    @Override
    public String convertToEntityAttribute(String stored) {
        return StorableText.decode(stored);
    }
}
