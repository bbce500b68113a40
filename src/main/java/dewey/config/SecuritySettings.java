package dewey.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads who may come in. */
final class SecuritySettings {
    private static final String PREFIX = "dewey.security.";
    /** Signatures with a key pair: a secret that is shared, or none, would let anyone sign who can read what is public. */
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final SettingsReader read;

    private SecuritySettings(SettingsReader read) {
        this.read = read;
    }

    static Settings.Security read(SettingsReader reader) {
        return new SecuritySettings(reader).security();
    }

    private Settings.Security security() {
        Optional<OpenId> openId = openId();
        List<URI> told = read.uris(PREFIX + "authorization-servers");
        return new Settings.Security(
                told.isEmpty()
                        ? openId.map(OpenId::issuer).map(URI::create).stream().toList()
                        : told,
                read.uris(PREFIX + "public-url").stream().findFirst(),
                read.list(PREFIX + "allowed-hosts"),
                // raw: a $ is no letter of a name, and must not become an expression
                read.raw(PREFIX + "tokens")
                        .map(text -> TokenEntry.read(text, problem -> read.problem(PREFIX + "tokens: " + problem)))
                        .orElse(List.of()),
                read.path(PREFIX + "tokens-file"),
                read.flag(PREFIX + "query-tokens", false),
                openId);
    }

    private Optional<OpenId> openId() {
        Optional<String> issuer = read.optional(PREFIX + "issuer");
        Optional<URI> keys = read.uris(PREFIX + "keys-url").stream().findFirst();
        List<String> audiences = read.list(PREFIX + "audience");
        Duration skew =
                read.duration(PREFIX + "clock-skew", Duration.ofSeconds(30), Duration.ZERO, Duration.ofMinutes(5));
        List<String> algorithms = orElse(read.list(PREFIX + "algorithms"), List.of("RS256", "PS256", "ES256"));
        algorithms.stream()
                .filter(algorithm -> !ALGORITHMS.contains(algorithm))
                .forEach(algorithm -> read.problem(
                        PREFIX + "algorithms holds one that is not of RS, PS or ES with 256, 384 or 512, as in RS256"));
        List<String> roles =
                orElse(read.list(PREFIX + "roles-claims"), List.of("roles", "realm_access.roles", "scope"));
        Optional<String> tenant = read.optional(PREFIX + "tenant-claim");
        List<URI> address = read.uris(PREFIX + "issuer");
        if (issuer.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        // what is fetched from it decides who comes in
        requireSecure("issuer", address.get(0));
        keys.ifPresent(uri -> requireSecure("keys-url", uri));
        if (audiences.isEmpty()) {
            read.problem(
                    PREFIX + "audience is missing: tokens that the issuer made for other servers must not be taken");
        }
        return Optional.of(new OpenId(issuer.get(), keys, audiences, algorithms, tenant, roles, skew));
    }

    private void requireSecure(String key, URI uri) {
        if (!uri.getScheme().equalsIgnoreCase("https") && !LOOPBACK.contains(uri.getHost())) {
            read.problem(PREFIX + key + " must begin with https:// unless it is on this machine");
        }
    }

    private static List<String> orElse(List<String> given, List<String> standard) {
        return given.isEmpty() ? standard : given;
    }
}
