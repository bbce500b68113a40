package dewey.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import dewey.config.OpenId;
import dewey.security.Caller;
import dewey.security.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who a signed token says its bearer is: tenant, name and roles out of claims whose names the administrator has chosen. */
final class ClaimedCaller {
    private static final String DEFAULT_TENANT = "default";
    private static final String SCOPE_PREFIX = "dewey:";
    /** As for those of the configuration: names end up in logs and records. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,100}");

    private final OpenId openId;

    ClaimedCaller(OpenId openId) {
        this.openId = openId;
    }

    /** The token names nobody that this server could know. */
    static final class Unknown extends Exception {
        Unknown(String problem) {
            super(problem);
        }
    }

    Caller by(JWTClaimsSet claims) throws Unknown {
        String tenant = DEFAULT_TENANT;
        if (openId.tenantClaim().isPresent()) {
            // a token without one is of no tenant, and not of the default one
            if (!(claim(claims, openId.tenantClaim().get()) instanceof String named)
                    || !NAME.matcher(named).matches()) {
                throw new Unknown("the token names no tenant");
            }
            tenant = named;
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String claim : openId.rolesClaims()) {
            boolean scope = claim.equals("scope") || claim.equals("scp");
            for (String value : values(claims, claim)) {
                // in a scope, which other servers read too, only by its full name
                if (value.startsWith(SCOPE_PREFIX)) {
                    Role.named(value.substring(SCOPE_PREFIX.length())).ifPresent(roles::add);
                } else if (!scope) {
                    Role.named(value).ifPresent(roles::add);
                }
            }
        }
        return new Caller(tenant, name(claims), roles, "");
    }

    /** The subject is unique and stays; the name that people know it by is put before it where it is given. */
    private static String name(JWTClaimsSet claims) {
        String subject = printable(claims.getSubject());
        Object preferred = claims.getClaim("preferred_username");
        return preferred instanceof String text && !text.isBlank() ? printable(text) + " (" + subject + ")" : subject;
    }

    private static String printable(String text) {
        String printable = text.replaceAll("[^\\p{L}\\p{N}._@|:/+ -]", "?");
        return printable.isBlank() ? "?" : printable.substring(0, Math.min(100, printable.length()));
    }

    /** The claim of that very name, or else at that path. */
    private static Object claim(JWTClaimsSet claims, String path) {
        Object value = claims.getClaim(path);
        if (value == null) {
            value = claims.getClaims();
            for (String step : path.split("\\.")) {
                value = value instanceof Map<?, ?> members ? members.get(step) : null;
            }
        }
        return value;
    }

    /** A claim as texts: of an array each, of a text its words. */
    private static List<String> values(JWTClaimsSet claims, String path) {
        Object value = claim(claims, path);
        if (value instanceof String text) {
            return Arrays.asList(text.strip().split("\\s+"));
        }
        return value instanceof Collection<?> all
                ? all.stream()
                        .flatMap(each -> each instanceof String text ? Stream.of(text) : Stream.empty())
                        .toList()
                : List.of();
    }
}
