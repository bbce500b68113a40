package dewey.conversations;

import dewey.database.StoredJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.hibernate.annotations.Immutable;

/** Reads metadata from its jsonb column. */
@Converter
@Immutable // the value: Hibernate need not copy it to see whether it was replaced
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
