package dewey.authentication;

import dewey.config.Settings;
import dewey.database.Jdbc;
import dewey.database.SqlArray;
import dewey.database.Transactions;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Role;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The static tokens that administrators have made, held in memory, so that no request waits for the database to be let in. They are
 * read again every two seconds: by then a token that was revoked on any node is good on none. While the database is away, those that
 * were read last hold.
 */
@ApplicationScoped
class StoredTokens {
    static final long REFRESH_MS = 2_000;

    private static final System.Logger LOG = System.getLogger("dewey.authentication");
    private static final String READ =
            """
            SELECT id, tenant, name, hash, roles, expires_at FROM tokens
             WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())""";
    /** Not with each use: it would be a write for each request. */
    private static final String USED =
            """
            UPDATE tokens SET last_used_at = now()
             WHERE id = ANY (?) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')""";

    private final Transactions transactions;
    private final Workers workers;
    private final Clock clock;
    private final boolean needed;
    private final Set<UUID> used = ConcurrentHashMap.newKeySet();
    private volatile Map<String, KnownToken> known = Map.of();
    private RegularWork refreshing;

    @Inject
    StoredTokens(Transactions transactions, Workers workers, Clock clock, Settings settings) {
        this.transactions = transactions;
        this.workers = workers;
        this.clock = clock;
        needed = settings.security().asksForCredentials();
    }

    /** Without anything that refreshes it. */
    StoredTokens(Transactions transactions) {
        this.transactions = transactions;
        workers = null;
        clock = null;
        needed = false;
    }

    /** For CDI's client proxy only. */
    protected StoredTokens() {
        this(null);
    }

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (needed) {
            refreshing = new RegularWork(clock, workers, REFRESH_MS, this::refreshOrLog);
            refreshing.soon();
        }
    }

    Optional<KnownToken> find(String hash) {
        Optional<KnownToken> found =
                Optional.ofNullable(known.get(hash)).filter(token -> Hash.same(token.hash(), hash));
        found.flatMap(KnownToken::id).ifPresent(used::add);
        return found;
    }

    private void refreshOrLog() {
        try {
            refresh();
        } catch (Refused away) {
            LOG.log(Level.DEBUG, "the tokens could not be read again: {0}", away.getMessage());
        }
    }

    /** Reads them now. */
    void refresh() {
        Set<UUID> lately = new HashSet<>(used);
        known = transactions.writeAcrossTenants(entityManager -> Jdbc.run(entityManager, connection -> {
            if (!lately.isEmpty()) {
                note(connection, lately);
            }
            return read(connection);
        }));
        used.removeAll(lately);
    }

    private static void note(Connection connection, Set<UUID> lately) throws SQLException {
        try (PreparedStatement note = Jdbc.prepare(connection, USED)) {
            note.setArray(1, SqlArray.ofUuids(connection, lately.stream()));
            note.executeUpdate();
        }
    }

    private static Map<String, KnownToken> read(Connection connection) throws SQLException {
        Map<String, KnownToken> tokens = new HashMap<>();
        try (PreparedStatement read = Jdbc.prepare(connection, READ);
                ResultSet row = read.executeQuery()) {
            while (row.next()) {
                Caller caller = new Caller(row.getString("tenant"), row.getString("name"), roles(row), "");
                Optional<Instant> expires = Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
                tokens.put(
                        row.getString("hash"),
                        new KnownToken(
                                Optional.of(row.getObject("id", UUID.class)), caller, row.getString("hash"), expires));
            }
        }
        return Map.copyOf(tokens);
    }

    static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = new HashSet<>();
        for (String name : (String[]) row.getArray("roles").getArray()) {
            Role.named(name).ifPresent(roles::add);
        }
        return roles;
    }

    @PreDestroy
    void stop() {
        if (refreshing != null) {
            refreshing.close();
        }
    }
}
