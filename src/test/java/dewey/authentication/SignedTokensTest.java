package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.PlainJWT;
import dewey.authentication.Verdict.Admitted;
import dewey.authentication.Verdict.Invalid;
import dewey.config.OpenId;
import dewey.security.Caller;
import dewey.security.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedTokensTest {
    private final Issuer issuer = issuer();
    private final AtomicLong now = new AtomicLong();
    private final OpenId openId = new OpenId(
            issuer.name(),
            Optional.empty(),
            List.of(Issuer.AUDIENCE),
            List.of("RS256", "ES256"),
            Optional.of("tenant"),
            List.of("roles", "realm_access.roles", "scope"),
            Duration.ofSeconds(30));
    // fetched at once, where the server has a worker do it
    private final IssuerKeys keys = new IssuerKeys(openId, Runnable::run, now::get);
    private final SignedTokens tokens = new SignedTokens(openId, keys);

    private static Issuer issuer() {
        try {
            return new Issuer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void fetch() {
        keys.fetchSoon();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void letsInWhomTheIssuerNames() {
        Caller caller = admitted(issuer.token(all -> all));

        assertThat(caller.tenant()).isEqualTo("acme");
        assertThat(caller.name()).isEqualTo("alice (5f2c)");
        assertThat(caller.roles()).containsExactly(Role.WRITER);
        assertThat(caller.address()).isEqualTo("192.0.2.7");
        assertThat(admitted(issuer.tokenByCurve()).tenant()).isEqualTo("acme");
    }

    @Test
    void findsRolesInNestedClaimsAndInScopesByTheirFullNames() {
        assertThat(admitted(issuer.token(all -> all.claim("roles", null)
                                .claim("realm_access", Map.of("roles", List.of("dewey:admin", "offline_access")))))
                        .roles())
                .containsExactly(Role.ADMIN);
        assertThat(admitted(issuer.token(all -> all.claim("roles", null).claim("scope", "openid admin dewey:reader")))
                        .roles())
                .containsExactly(Role.READER);
        assertThat(admitted(issuer.token(all -> all.claim("roles", 7))).roles()).isEmpty();
    }

    @Test
    void refusesWhatHasExpiredOrDoesNotHoldYet() {
        assertThat(problem(issuer.token(all -> all.expirationTime(in(-31))))).isEqualTo("the token has expired");
        assertThat(admitted(issuer.token(all -> all.expirationTime(in(-20)))).tenant())
                .as("clocks may differ a little")
                .isEqualTo("acme");
        assertThat(problem(issuer.token(all -> all.notBeforeTime(in(60))))).isNotEmpty();
        assertThat(problem(issuer.token(all -> all.expirationTime(null)))).isNotEmpty();
    }

    @Test
    void refusesWhatIsForAnotherOrByAnother() throws Exception {
        assertThat(problem(issuer.token(all -> all.audience("https://another.example.org"))))
                .isNotEmpty();
        assertThat(problem(issuer.token(all -> all.audience((String) null)))).isNotEmpty();
        assertThat(problem(issuer.token(all -> all.issuer("https://another.example.org"))))
                .isNotEmpty();
        assertThat(problem(issuer.forged())).isNotEmpty();
    }

    @Test
    void refusesSignaturesThatAnyoneCouldMake() throws Exception {
        String unsigned = new PlainJWT(Issuer.claims(issuer.name(), all -> all)).serialize();

        assertThat(problem(unsigned + "x")).isNotEmpty();
        assertThat(problem(unsigned)).isNotEmpty();
        assertThat(problem(issuer.confused())).isNotEmpty();
    }

    @Test
    void aTokenWithoutATenantIsOfNone() {
        assertThat(problem(issuer.token(all -> all.claim("tenant", null)))).isEqualTo("the token names no tenant");
        assertThat(problem(issuer.token(all -> all.claim("tenant", "*")))).isEqualTo("the token names no tenant");
        assertThat(problem(issuer.token(all -> all.claim("tenant", "acme corp"))))
                .isEqualTo("the token names no tenant");
        assertThat(problem(issuer.token(all -> all.claim("tenant", List.of("acme")))))
                .isEqualTo("the token names no tenant");
    }

    @Test
    void aChangedCharacterSpoilsIt() {
        String token = issuer.token(all -> all);
        int middle = token.indexOf('.') + 20;

        String changed =
                token.substring(0, middle) + (token.charAt(middle) == 'A' ? 'B' : 'A') + token.substring(middle + 1);

        assertThat(problem(changed)).isNotEmpty();
    }

    @Test
    void newKeysAreFetchedWhenATokenNamesOneAndNotAllTheTime() {
        String old = issuer.token(all -> all);
        Verdict before = tokens.judge(old, "192.0.2.7");
        issuer.rotate();
        String renewed = issuer.token(all -> all);

        assertThat(problem(renewed)).as("they were fetched just now").isNotEmpty();
        assertThat(issuer.asked()).isEqualTo(1);

        now.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(tokens.judge(renewed, "192.0.2.7")).isInstanceOf(Verdict.Later.class);
        assertThat(issuer.asked()).isEqualTo(2);
        assertThat(admitted(renewed).tenant()).isEqualTo("acme");

        assertThat(((Admitted) before).pass().isStillGood())
                .as("a key that was withdrawn lets nobody stay")
                .isFalse();
    }

    @Test
    void theKeysThatWereFetchedLastHoldWhileTheIssuerIsAway() {
        String token = issuer.token(all -> all);
        issuer.close();
        now.addAndGet(Duration.ofSeconds(11).toNanos());

        keys.fetchSoon();

        assertThat(admitted(token).tenant()).isEqualTo("acme");
    }

    @Test
    void whoWasLetInMayStayUntilTheTokenExpires() throws InterruptedException {
        OpenId strict = new OpenId(
                issuer.name(),
                Optional.empty(),
                List.of(Issuer.AUDIENCE),
                List.of("RS256"),
                Optional.empty(),
                List.of("roles"),
                Duration.ZERO);
        String token = issuer.token(all -> all.expirationTime(in(2)));

        Admitted admitted = (Admitted) new SignedTokens(strict, keys).judge(token, "192.0.2.7");

        assertThat(admitted.pass().caller().tenant()).isEqualTo("default");
        assertThat(admitted.pass().isStillGood()).isTrue();
        Thread.sleep(2_100);
        assertThat(admitted.pass().isStillGood()).isFalse();
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private Caller admitted(String token) {
        Verdict verdict = tokens.judge(token, "192.0.2.7");
        assertThat(verdict).isInstanceOf(Admitted.class);
        return ((Admitted) verdict).pass().caller();
    }

    private String problem(String token) {
        Verdict verdict = tokens.judge(token, "192.0.2.7");
        assertThat(verdict).isInstanceOf(Invalid.class);
        return ((Invalid) verdict).problem();
    }
}
