package dewey.authentication;

import dewey.config.Settings;
import dewey.config.TokenEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The static tokens that the configuration names, and those of a file, which is looked at again when it is asked for, at most once a
 * second. A file that became wrong keeps the last good tokens and says so; one that is gone, or wrong at the start, stops the start.
 */
@ApplicationScoped
class ConfiguredTokens {
    private static final System.Logger LOG = System.getLogger("dewey.authentication");
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_BYTES = 4 << 20;

    private final List<TokenEntry> inline;
    private final Optional<Path> file;
    private final LongSupplier nanoTime;
    private volatile Map<String, KnownToken> known;
    private String read = "";
    private long lookedAt;

    @Inject
    ConfiguredTokens(Settings settings) {
        this(settings.security().tokens(), settings.security().tokensFile(), System::nanoTime);
    }

    ConfiguredTokens(List<TokenEntry> inline, Optional<Path> file, LongSupplier nanoTime) {
        this.inline = inline;
        this.file = file;
        this.nanoTime = nanoTime;
        lookedAt = nanoTime.getAsLong();
        known = byHash(inline);
        if (file.isPresent()) {
            List<String> problems = look();
            if (!problems.isEmpty()) {
                throw new IllegalStateException("dewey.security.tokens-file: " + String.join("; ", problems));
            }
        }
    }

    /** For CDI's client proxy only. */
    protected ConfiguredTokens() {
        this(List.of(), Optional.empty(), () -> 0);
    }

    /** With the application, so that a wrong file stops its start. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    Optional<KnownToken> find(String hash) {
        if (file.isPresent()) {
            lookAgain();
        }
        return Optional.ofNullable(known.get(hash)).filter(token -> Hash.same(token.hash(), hash));
    }

    private synchronized void lookAgain() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            List<String> problems = look();
            if (!problems.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "dewey.security.tokens-file is left as it was read last: {0}",
                        String.join("; ", problems));
            }
        }
    }

    /** Takes what the file says now, unless something is wrong with it. */
    private List<String> look() {
        List<String> problems = new ArrayList<>();
        try {
            if (Files.size(file.get()) > MOST_BYTES) {
                return List.of("it is larger than " + MOST_BYTES + " bytes");
            }
            String text = Files.readString(file.get());
            if (text.equals(read)) {
                return List.of();
            }
            List<TokenEntry> entries = new ArrayList<>(inline);
            entries.addAll(TokenEntry.read(text, problems::add));
            if (problems.isEmpty()) {
                read = text;
                known = byHash(entries);
                LOG.log(Level.INFO, "there are {0} configured tokens", known.size());
            }
        } catch (IOException e) {
            problems.add("it cannot be read: " + e);
        }
        return problems;
    }

    private static Map<String, KnownToken> byHash(List<TokenEntry> entries) {
        Map<String, KnownToken> byHash = new HashMap<>();
        entries.forEach(entry -> byHash.put(entry.hash(), KnownToken.of(entry)));
        return Map.copyOf(byHash);
    }
}
