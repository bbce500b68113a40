package dewey.conversations;

import dewey.database.StoredJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Reads metadata from its jsonb column. */
@Converter
public class MetadataConverter implements AttributeConverter<Metadata, String> {
    @Override
    public String convertToDatabaseColumn(Metadata metadata) {
        return metadata == null ? null : StoredJson.text(metadata.value());
    }

    @Override
    public Metadata convertToEntityAttribute(String stored) {
        return stored == null ? null : new Metadata(StoredJson.object(stored));
    }
}
