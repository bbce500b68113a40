package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StorableTextConverter;
import dewey.database.StoredJson;
import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A conversation as it is stored. {@link Conversations} appends to it, in the statement that stores the message; all that changes
 * here is its title and metadata.
 */
@Entity
@DynamicUpdate // what an append advances meanwhile must not be written back
@Table(name = "conversations")
public class Conversation {
    /** What {@link #of} reads. */
    static final String COLUMNS =
            "id, tenant, session_id, title, metadata, external_id, message_count, next_turn, created_at, updated_at";

    @Id
    private UUID id;

    private String tenant;

    @Column(name = "session_id")
    @Convert(converter = StorableTextConverter.class)
    private String sessionId;

    @Convert(converter = StorableTextConverter.class)
    private String title;

    @Convert(converter = MetadataConverter.class)
    @ColumnTransformer(write = "cast(? as jsonb)")
    private Metadata metadata;

    @Column(name = "external_id")
    @Convert(converter = StorableTextConverter.class)
    private String externalId;

    @Column(name = "message_count")
    private int messageCount;

    @Column(name = "next_turn")
    private int nextTurn;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** For JPA. */
    protected Conversation() {}

    /** One that has just begun. */
    Conversation(String tenant, NewConversation begun, Instant createdAt) {
        this.id = begun.id();
        this.tenant = tenant;
        this.sessionId = begun.sessionId();
        this.title = begun.title();
        this.metadata = begun.metadata();
        this.externalId = begun.externalId();
        this.nextTurn = 1;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    /** That of a row with its {@link #COLUMNS}. */
    static Conversation of(ResultSet row) throws SQLException {
        Conversation conversation = new Conversation();
        conversation.id = row.getObject("id", UUID.class);
        conversation.tenant = row.getString("tenant");
        conversation.sessionId = StorableText.decode(row.getString("session_id"));
        conversation.title = StorableText.decode(row.getString("title"));
        conversation.metadata = new Metadata(StoredJson.object(row.getString("metadata")));
        conversation.externalId = StorableText.decode(row.getString("external_id"));
        conversation.messageCount = row.getInt("message_count");
        conversation.nextTurn = row.getInt("next_turn");
        conversation.createdAt = Append.instant(row, row.findColumn("created_at"));
        conversation.updatedAt = Append.instant(row, row.findColumn("updated_at"));
        return conversation;
    }

    /** Adds members to the metadata; those of the same name are replaced. */
    void annotate(JsonObject members) {
        metadata = metadata.with(members);
    }

    /** Changes title and metadata. */
    void change(Edit edit) {
        title = edit.titleOf(title()).orElse(null);
        metadata = edit.metadataOf(metadata);
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public Optional<String> sessionId() {
        return Optional.ofNullable(sessionId);
    }

    public Optional<String> title() {
        return Optional.ofNullable(title);
    }

    public Metadata metadata() {
        return metadata;
    }

    public Optional<String> externalId() {
        return Optional.ofNullable(externalId);
    }

    public int messageCount() {
        return messageCount;
    }

    /** The turn that the next message gets when it names none. */
    public int nextTurn() {
        return nextTurn;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** When a message was last appended; the time of its beginning while there is none. */
    public Instant updatedAt() {
        return updatedAt;
    }
}
