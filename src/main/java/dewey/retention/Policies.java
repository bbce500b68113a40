package dewey.retention;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.database.Transactions;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** All retention policies, and what they mean. Each method is one transaction. */
@ApplicationScoped
public class Policies {
    private static final int MOST = 100;
    private static final String READ =
            "SELECT name, older_than_days, cast(metadata AS text) FROM retention_policies WHERE tenant = :tenant";
    /** The slot is what the index conversations_by_updated_slot knows of the time. */
    private static final String MEANT =
            " FROM tenant_conversations WHERE tenant = :tenant AND updated_slot < now() - make_interval(days => :days)"
                    + " AND updated_at < now() - make_interval(days => :days)"
                    + " AND metadata @> cast(:metadata AS jsonb)";

    private final Transactions transactions;

    @Inject
    public Policies(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For the client proxy. */
    protected Policies() {
        this(null);
    }

    /** Makes a policy, or puts it in the place of the one of its name. */
    public void set(String tenant, Policy policy) {
        transactions.write(tenant, entityManager -> {
            if (others(entityManager, tenant, policy.name()) >= MOST) {
                throw Refused.invalid("name", "is one too many; a tenant can have " + MOST + " policies");
            }
            return entityManager
                    .createNativeQuery(
                            "INSERT INTO retention_policies (tenant, name, older_than_days, metadata, created_at, updated_at)"
                                    + " VALUES (:tenant, :name, :days, cast(:metadata AS jsonb), now(), now())"
                                    + " ON CONFLICT (tenant, name) DO UPDATE SET older_than_days = excluded.older_than_days,"
                                    + " metadata = excluded.metadata, updated_at = now()")
                    .setParameter("tenant", tenant)
                    .setParameter("name", StorableText.encode(policy.name()))
                    .setParameter("days", policy.olderThanDays())
                    .setParameter("metadata", StoredJson.text(policy.metadata()))
                    .executeUpdate();
        });
    }

    private static int others(EntityManager entityManager, String tenant, String name) {
        return ((Number) entityManager
                        .createNativeQuery(
                                "SELECT count(*) FROM retention_policies WHERE tenant = :tenant AND name <> :name")
                        .setParameter("tenant", tenant)
                        .setParameter("name", StorableText.encode(name))
                        .getSingleResult())
                .intValue();
    }

    public List<Policy> list(String tenant) {
        return transactions.read(tenant, entityManager -> {
            List<?> rows = entityManager
                    .createNativeQuery(READ + " ORDER BY name")
                    .setParameter("tenant", tenant)
                    .getResultList();
            return rows.stream().map(Policies::policy).toList();
        });
    }

    public Policy get(String tenant, String name) {
        return find(tenant, name).orElseThrow(() -> Refused.notFound("name", "retention policy"));
    }

    Optional<Policy> find(String tenant, String name) {
        return transactions.read(tenant, entityManager -> {
            List<?> rows = entityManager
                    .createNativeQuery(READ + " AND name = :name")
                    .setParameter("tenant", tenant)
                    .setParameter("name", StorableText.encode(name))
                    .getResultList();
            return rows.stream().findFirst().map(Policies::policy);
        });
    }

    private static Policy policy(Object row) {
        Object[] columns = (Object[]) row;
        String name = StorableText.decode((String) columns[0]);
        try {
            return new Policy(name, ((Number) columns[1]).intValue(), StoredJson.object((String) columns[2]));
        } catch (IllegalStateException | Refused e) {
            // set before numbers had a bound
            throw Refused.invalid(
                    "metadata",
                    "of the policy " + JsonText.quote(name)
                            + " holds a number that is too long to be read; set the policy anew or delete it");
        }
    }

    public void delete(String tenant, String name) {
        // of all attempts: one whose commit was answered by silence took away what the next does not find
        AtomicInteger deleted = new AtomicInteger();
        transactions.write(
                tenant,
                entityManager -> deleted.addAndGet(entityManager
                        .createNativeQuery("DELETE FROM retention_policies WHERE tenant = :tenant AND name = :name")
                        .setParameter("tenant", tenant)
                        .setParameter("name", StorableText.encode(name))
                        .executeUpdate()));
        if (deleted.get() == 0) {
            throw Refused.notFound("name", "retention policy");
        }
    }

    /** A policy by its tenant and name. */
    record Named(String tenant, String name) {}

    /** Those of all tenants. */
    List<Named> ofAllTenants() {
        return transactions.readAcrossTenants(entityManager -> {
            List<?> rows = entityManager
                    .createNativeQuery("SELECT tenant, name FROM retention_policies ORDER BY tenant, name")
                    .getResultList();
            return rows.stream()
                    .map(Object[].class::cast)
                    .map(row -> new Named((String) row[0], StorableText.decode((String) row[1])))
                    .toList();
        });
    }

    /** What a policy would take away now. */
    public Affected affected(String tenant, Policy policy) {
        return transactions.read(tenant, entityManager -> {
            Object[] row = (Object[]) meant(
                            entityManager,
                            "SELECT count(*), coalesce(sum(message_count), 0), min(updated_at)",
                            "",
                            tenant,
                            policy)
                    .getSingleResult();
            return new Affected(
                    ((Number) row[0]).longValue(), ((Number) row[1]).longValue(), Optional.ofNullable((Instant)
                            row[2]));
        });
    }

    /** The next conversations that a policy takes away, the oldest first. */
    List<UUID> next(String tenant, Policy policy, int most) {
        return transactions.read(tenant, entityManager -> {
            List<?> ids = meant(
                            entityManager,
                            "SELECT id",
                            " ORDER BY updated_slot, updated_at, id LIMIT " + most,
                            tenant,
                            policy)
                    .getResultList();
            return ids.stream().map(UUID.class::cast).toList();
        });
    }

    private static Query meant(EntityManager entityManager, String select, String order, String tenant, Policy policy) {
        return entityManager
                .createNativeQuery(select + MEANT + order)
                .setParameter("tenant", tenant)
                .setParameter("days", policy.olderThanDays())
                .setParameter("metadata", StoredJson.text(policy.metadata()));
    }
}
