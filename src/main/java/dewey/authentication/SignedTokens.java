package dewey.authentication;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dewey.config.OpenId;
import dewey.security.Caller;
import dewey.security.Pass;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that an OpenID provider has signed (RFC 9068, RFC 8725): by an algorithm with a key pair, by a key of the issuer, for one of our
 * audiences, and not expired. Waits for nothing: keys that are missing are fetched by others meanwhile.
 */
final class SignedTokens {
    private static final Duration KEYS_SOON = Duration.ofSeconds(1);

    private final OpenId openId;
    private final IssuerKeys keys;
    private final ClaimedCaller claimed;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    SignedTokens(OpenId openId, IssuerKeys keys) {
        this.openId = openId;
        this.keys = keys;
        claimed = new ClaimedCaller(openId);
        Set<JWSAlgorithm> algorithms =
                openId.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(algorithms, (selector, context) -> selector.select(keys.current())));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                new HashSet<>(openId.audiences()),
                new JWTClaimsSet.Builder().issuer(openId.issuer()).build(),
                Set.of("exp", "sub"),
                null);
        claims.setMaxClockSkew((int) openId.clockSkew().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Whether this may be one: three parts. */
    static boolean looksLikeOne(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        return first > 0 && second > first && token.indexOf('.', second + 1) < 0;
    }

    Verdict judge(String token, String address) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!keys.has(signed.getHeader().getKeyID())) {
                return keys.fetchSoon()
                        ? new Verdict.Later(KEYS_SOON, "the keys of the issuer are being fetched")
                        : new Verdict.Invalid("the token is signed by a key that the issuer does not have");
            }
            JWTClaimsSet claims = processor.process(signed, null);
            Caller caller = claimed.by(claims).at(address);
            Instant end = claims.getExpirationTime().toInstant().plus(openId.clockSkew());
            String key = signed.getHeader().getKeyID();
            return new Verdict.Admitted(new Pass(caller, () -> Instant.now().isBefore(end) && keys.has(key)));
        } catch (ExpiredJWTException e) {
            return new Verdict.Invalid("the token has expired");
        } catch (ClaimedCaller.Unknown e) {
            return new Verdict.Invalid(e.getMessage());
        } catch (ParseException | BadJOSEException | com.nimbusds.jose.JOSEException | RuntimeException e) {
            // why in detail is for whoever forges tokens
            return new Verdict.Invalid("the token is not one of the issuer for this server");
        }
    }
}
