package dewey.authentication;

import dewey.audit.Audit;
import dewey.database.Jdbc;
import dewey.database.SqlArray;
import dewey.database.TimeOrderedIds;
import dewey.database.Transactions;
import dewey.database.UniqueViolation;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Deed;
import dewey.security.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** The static tokens of a tenant, as its administrators make, list and revoke them. What they do is audited in the same transaction. */
@ApplicationScoped
public class Tokens {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,100}");
    private static final int MOST_LISTED = 1_000;
    private static final String ADD =
            """
            INSERT INTO tokens (id, tenant, name, hash, roles, created_by, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, now(), ?) ON CONFLICT (id) DO NOTHING""";
    private static final String LIST =
            """
            SELECT id, name, roles, created_by, created_at, expires_at, last_used_at FROM tokens
             WHERE tenant = ? AND revoked_at IS NULL ORDER BY name LIMIT ?""";
    private static final String REVOKE =
            "UPDATE tokens SET revoked_at = now() WHERE tenant = ? AND id = ? AND revoked_at IS NULL RETURNING name";

    private final Transactions transactions;
    private final Audit audit;
    private final StoredTokens stored;

    @Inject
    Tokens(Transactions transactions, Audit audit, StoredTokens stored) {
        this.transactions = transactions;
        this.audit = audit;
        this.stored = stored;
    }

    /** For CDI's client proxy only. */
    protected Tokens() {
        this(null, null, null);
    }

    /** What is known of a token; the token itself is not. */
    public record Listed(
            UUID id,
            String name,
            Set<Role> roles,
            String createdBy,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt) {}

    /** A token that was just made. It is shown this once. */
    public record Made(UUID id, String token) {
        @Override
        public String toString() {
            return "Made[id=" + id + "]";
        }
    }

    /** Makes a token for the administrator's tenant. */
    public Made make(Caller administrator, String name, Set<Role> roles, Optional<Instant> expiresAt) {
        if (!NAME.matcher(name).matches()) {
            throw Refused.invalid("name", "must be 1 to 100 letters, digits and . _ @ - only");
        }
        if (roles.isEmpty()) {
            throw Refused.invalid("roles", "must hold at least one of reader, writer and admin");
        }
        if (expiresAt.filter(end -> !end.isAfter(Instant.now())).isPresent()) {
            throw Refused.invalid("expires_at", "is in the past");
        }
        UUID id = TimeOrderedIds.next();
        String token = Hash.newToken();
        try {
            transactions.write(administrator.tenant(), entityManager -> {
                int added = Jdbc.run(
                        entityManager, connection -> add(connection, id, administrator, name, token, roles, expiresAt));
                // none: an attempt before this one was committed, with its note
                if (added == 1) {
                    note(entityManager, administrator, "make a token", name);
                }
                return null;
            });
        } catch (UniqueViolation e) {
            throw Refused.conflict("name", "there is a token " + name + " already; revoke it first");
        }
        stored.refresh();
        return new Made(id, token);
    }

    private static int add(
            Connection connection,
            UUID id,
            Caller administrator,
            String name,
            String token,
            Set<Role> roles,
            Optional<Instant> expiresAt)
            throws SQLException {
        try (PreparedStatement add = Jdbc.prepare(connection, ADD)) {
            add.setObject(1, id);
            add.setString(2, administrator.tenant());
            add.setString(3, name);
            add.setString(4, Hash.of(token));
            add.setArray(
                    5,
                    SqlArray.ofTexts(
                            connection, roles.stream().map(Role::wireName).sorted()));
            add.setString(6, administrator.name());
            add.setObject(
                    7, expiresAt.map(end -> end.atOffset(ZoneOffset.UTC)).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
            return add.executeUpdate();
        }
    }

    /** Those that are not revoked, by their names. */
    public List<Listed> list(Caller administrator) {
        return transactions.read(
                administrator.tenant(),
                entityManager -> Jdbc.run(entityManager, connection -> {
                    try (PreparedStatement list = Jdbc.prepare(connection, LIST)) {
                        list.setString(1, administrator.tenant());
                        list.setInt(2, MOST_LISTED);
                        List<Listed> tokens = new ArrayList<>();
                        try (ResultSet row = list.executeQuery()) {
                            while (row.next()) {
                                tokens.add(listed(row));
                            }
                        }
                        return tokens;
                    }
                }));
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getObject("id", UUID.class),
                row.getString("name"),
                StoredTokens.roles(row),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                moment(row, "expires_at"),
                moment(row, "last_used_at"));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** From now on it is good for nothing here, and on other nodes within two seconds. */
    public void revoke(Caller administrator, UUID id) {
        // by any attempt: one whose commit was answered by silence revoked, and noted, what the next does not find
        AtomicBoolean revoked = new AtomicBoolean();
        transactions.write(administrator.tenant(), entityManager -> {
            Optional<String> name =
                    Jdbc.run(entityManager, connection -> revoke(connection, administrator.tenant(), id));
            if (name.isPresent()) {
                note(entityManager, administrator, "revoke a token", name.get());
                revoked.set(true);
            }
            return null;
        });
        if (!revoked.get()) {
            throw Refused.notFound("id", "token");
        }
        stored.refresh();
    }

    private static Optional<String> revoke(Connection connection, String tenant, UUID id) throws SQLException {
        try (PreparedStatement revoke = Jdbc.prepare(connection, REVOKE)) {
            revoke.setString(1, tenant);
            revoke.setObject(2, id);
            try (ResultSet row = revoke.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private void note(EntityManager entityManager, Caller administrator, String what, String name) {
        audit.within(entityManager, new Deed(administrator, Deed.Action.ADMINISTER, what, name, Deed.Outcome.DONE));
    }
}
