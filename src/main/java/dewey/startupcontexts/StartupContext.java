package dewey.startupcontexts;

import dewey.database.StorableTextConverter;
import dewey.database.TimeOrderedIds;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A named text that an assistant reads when it begins. */
@Entity
@Table(name = "startup_contexts")
public class StartupContext {
    @Id
    private UUID id;

    private String tenant;

    @Convert(converter = StorableTextConverter.class)
    private String name;

    @Convert(converter = StorableTextConverter.class)
    private String content;

    @Column(name = "is_active")
    private boolean active;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** For JPA. */
    protected StartupContext() {}

    StartupContext(String tenant, String name) {
        this.id = TimeOrderedIds.next();
        this.tenant = tenant;
        this.name = name;
        this.createdAt = now();
    }

    /** Replaces what it says. Of a tenant's contexts at most one may be active: {@link StartupContexts} sees to that. */
    void say(String content, boolean active) {
        this.content = content;
        this.active = active;
        this.updatedAt = now();
    }

    /** The same without its content. */
    public Summary summary() {
        return new Summary(id, name, active, createdAt, updatedAt);
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String content() {
        return content;
    }

    public boolean isActive() {
        return active;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    String tenant() {
        return tenant;
    }

    // what PostgreSQL keeps, so that the answer to a set equals that to a later get
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
