package dewey.upstreams;

import dewey.security.Caller;
import dewey.security.Role;
import java.util.Set;

/**
 * Who may use an upstream.
 *
 * @param role the least that a caller must be
 * @param tenants of which tenants; empty: of all
 */
public record Guests(Role role, Set<String> tenants) {
    /** What is relayed is stored in the caller's tenant, so that a caller must be allowed to write there. */
    public static final Guests STANDARD = new Guests(Role.WRITER, Set.of());

    public Guests {
        tenants = Set.copyOf(tenants);
    }

    /** Whether the caller's tenant knows that there is such an upstream. */
    public boolean isKnownTo(Caller caller) {
        return tenants.isEmpty() || tenants.contains(caller.tenant());
    }
}
