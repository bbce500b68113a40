package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StorableTextConverter;
import dewey.database.StoredJson;
import jakarta.json.JsonArray;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A message as it is stored, once and for all. */
@Entity
@Immutable
@IdClass(Message.Key.class)
@Table(name = "messages")
public class Message {
    /** What {@link #of} reads. */
    static final String COLUMNS =
            "id, conversation_id, turn_number, role, author, content, content_blocks, metadata, external_id, created_at";

    @Id
    @Column(name = "conversation_id")
    private UUID conversationId;

    @Id
    @Column(name = "turn_number")
    private int turnNumber;

    private UUID id;

    @Convert(converter = RoleConverter.class)
    private Role role;

    @Convert(converter = StorableTextConverter.class)
    private String author;

    @Convert(converter = StorableTextConverter.class)
    private String content;

    @Column(name = "content_blocks")
    @Convert(converter = BlocksConverter.class)
    private JsonArray blocks;

    @Convert(converter = MetadataConverter.class)
    private Metadata metadata;

    @Column(name = "external_id")
    @Convert(converter = StorableTextConverter.class)
    private String externalId;

    @Column(name = "created_at")
    private Instant createdAt;

    /** Where a message stands. Its id is unique, too, but it is its conversation that says in which table it is. */
    public record Key(UUID conversationId, int turnNumber) implements Serializable {}

    /** For JPA. */
    protected Message() {}

    /** That of a row with its {@link #COLUMNS}. */
    static Message of(ResultSet row) throws SQLException {
        Message message = new Message();
        message.id = row.getObject("id", UUID.class);
        message.conversationId = row.getObject("conversation_id", UUID.class);
        message.turnNumber = row.getInt("turn_number");
        message.role = Role.named(row.getString("role"));
        message.author = StorableText.decode(row.getString("author"));
        message.content = StorableText.decode(row.getString("content"));
        String blocks = row.getString("content_blocks");
        message.blocks = blocks == null ? null : StoredJson.array(blocks);
        message.metadata = new Metadata(StoredJson.object(row.getString("metadata")));
        message.externalId = StorableText.decode(row.getString("external_id"));
        message.createdAt = Append.instant(row, row.findColumn("created_at"));
        return message;
    }

    public UUID id() {
        return id;
    }

    public UUID conversationId() {
        return conversationId;
    }

    public int turnNumber() {
        return turnNumber;
    }

    public Role role() {
        return role;
    }

    public Optional<String> author() {
        return Optional.ofNullable(author);
    }

    /** The text for people and for the search; empty for blocks that hold no text. */
    public String content() {
        return content;
    }

    /** The content blocks, when the message was sent as such. */
    public Optional<JsonArray> blocks() {
        return Optional.ofNullable(blocks);
    }

    public Metadata metadata() {
        return metadata;
    }

    public Optional<String> externalId() {
        return Optional.ofNullable(externalId);
    }

    public Instant createdAt() {
        return createdAt;
    }
}
