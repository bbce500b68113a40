package dewey.security;

import java.util.Set;

/**
 * Who makes a request.
 *
 * @param tenant whose conversations the caller sees; another tenant's are not found
 * @param name how the caller is called in logs and metrics; never a credential
 * @param roles what the caller may do
 * @param address from where the request comes
 */
public record Caller(String tenant, String name, Set<Role> roles, String address) {
    /** Someone on this machine who needs no credentials. */
    public static final Caller LOCAL = new Caller("default", "local");

    /** Whose deeds those of callers are who are not known; no credential leads to it. */
    public static final String NOBODYS_TENANT = "*";

    private static final String NOWHERE = "";

    public Caller {
        roles = Set.copyOf(roles);
        if (tenant.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a caller has a tenant and a name");
        }
    }

    /** One who may do everything within a tenant. */
    public Caller(String tenant, String name) {
        this(tenant, name, Set.of(Role.ADMIN), NOWHERE);
    }

    /** The same at another address. */
    public Caller at(String from) {
        return new Caller(tenant, name, roles, from);
    }

    /** Whether it is someone who needed no credentials. */
    public boolean isLocal() {
        return isSameAs(LOCAL);
    }

    public boolean may(Role needed) {
        return roles.stream().anyMatch(role -> role.includes(needed));
    }

    /** Whether the other is the same and may do the same, wherever it asks from. */
    public boolean isSameAs(Caller other) {
        return equals(other.at(address));
    }
}
