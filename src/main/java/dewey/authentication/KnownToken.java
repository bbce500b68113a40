package dewey.authentication;

import dewey.config.TokenEntry;
import dewey.security.Caller;
import dewey.security.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A static token as the server knows it.
 *
 * @param id of its row; empty for one of the configuration
 * @param hash in hexadecimal
 * @param expiresAt empty: never
 */
record KnownToken(Optional<UUID> id, Caller caller, String hash, Optional<Instant> expiresAt) {

    static KnownToken of(TokenEntry entry) {
        Set<Role> roles = entry.roles().stream()
                .map(name -> Role.named(name).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
        return new KnownToken(
                Optional.empty(), new Caller(entry.tenant(), entry.name(), roles, ""), entry.hash(), entry.expiresAt());
    }

    boolean isExpired(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }
}
