package dewey.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An issuer of signed tokens, and what must be in them.
 *
 * @param issuer what {@code iss} must be, to the letter
 * @param keysUrl where its keys are; empty: its {@code /.well-known/openid-configuration} tells
 * @param audiences of which {@code aud} must hold at least one
 * @param algorithms by which tokens may be signed
 * @param tenantClaim the claim that names the tenant, with dots as a path; empty: all are of the tenant {@code default}
 * @param rolesClaims claims that hold roles, likewise
 * @param clockSkew by how much the clocks of the issuer and of this server may differ
 */
public record OpenId(
        String issuer,
        Optional<URI> keysUrl,
        List<String> audiences,
        List<String> algorithms,
        Optional<String> tenantClaim,
        List<String> rolesClaims,
        Duration clockSkew) {
    public OpenId {
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
        rolesClaims = List.copyOf(rolesClaims);
    }
}
