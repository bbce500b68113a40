package dewey.authentication;

import dewey.authentication.Verdict.Admitted;
import dewey.authentication.Verdict.Invalid;
import dewey.authentication.Verdict.TooMany;
import dewey.config.Settings;
import dewey.security.Pass;
import dewey.threads.Clock;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;

/** Judges bearer tokens of every kind, without waiting for anything. */
@ApplicationScoped
public class Authenticator {
    /** Longer ones are nobody's: those of OpenID providers take a few kilobytes. */
    private static final int LONGEST = 16_384;

    private final ConfiguredTokens configured;
    private final StoredTokens stored;
    private final Optional<IssuerKeys> keys;
    private final Optional<SignedTokens> signed;
    private final FailedAttempts failures = new FailedAttempts(System::nanoTime);
    private final Clock clock;
    private ScheduledFuture<?> refreshing;

    @Inject
    Authenticator(Settings settings, ConfiguredTokens configured, StoredTokens stored, Workers workers, Clock clock) {
        this.configured = configured;
        this.stored = stored;
        this.clock = clock;
        keys = settings.security().openId().map(openId -> new IssuerKeys(openId, workers::run, System::nanoTime));
        signed =
                keys.map(issuer -> new SignedTokens(settings.security().openId().get(), issuer));
    }

    /** For CDI's client proxy only. */
    protected Authenticator() {
        configured = null;
        stored = null;
        clock = null;
        keys = Optional.empty();
        signed = Optional.empty();
    }

    /** Fetches the issuer's keys before the first token comes, and from time to time. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        keys.ifPresent(issuer -> {
            issuer.fetchSoon();
            refreshing = clock.every(IssuerKeys.REFRESH_MS, issuer::fetchSoon);
        });
    }

    /** @param address from where it was shown */
    Verdict judge(String token, String address) {
        Verdict verdict = token.length() > LONGEST ? new Invalid("the token is too long") : known(token, address);
        if (verdict instanceof Invalid) {
            Duration wait = failures.failed(address);
            return wait.isZero() ? verdict : new TooMany(wait);
        }
        return verdict;
    }

    private Verdict known(String token, String address) {
        String hash = Hash.of(token);
        Optional<KnownToken> known = find(hash);
        if (known.isPresent()) {
            if (known.get().isExpired(Instant.now())) {
                return new Invalid("the token has expired");
            }
            return new Admitted(new Pass(known.get().caller().at(address), validity(hash)));
        }
        if (signed.isPresent() && SignedTokens.looksLikeOne(token)) {
            return signed.get().judge(token, address);
        }
        return new Invalid("the token is not known");
    }

    /** Until it expires or is revoked, or may do something else. */
    private BooleanSupplier validity(String hash) {
        Optional<KnownToken> admitted = find(hash);
        return () -> find(hash).equals(admitted)
                && admitted.filter(token -> !token.isExpired(Instant.now())).isPresent();
    }

    private Optional<KnownToken> find(String hash) {
        return configured.find(hash).or(() -> stored.find(hash));
    }

    @PreDestroy
    void stop() {
        if (refreshing != null) {
            refreshing.cancel(false);
        }
    }
}
