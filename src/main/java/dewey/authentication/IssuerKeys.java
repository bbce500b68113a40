package dewey.authentication;

import com.nimbusds.jose.jwk.JWKSet;
import dewey.config.OpenId;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The public keys of an issuer (RFC 7517), held in memory and fetched again from time to time, or when a token names one that is not
 * among them. Only a worker waits for the issuer, never who asks; when it does not answer, the keys that were fetched last hold.
 */
final class IssuerKeys {
    /** A key that the issuer has withdrawn is not taken for longer than this. */
    static final long REFRESH_MS = TimeUnit.MINUTES.toMillis(5);

    private static final System.Logger LOG = System.getLogger("dewey.authentication");
    /** Tokens with keys that nobody has must not make this server ask the issuer all the time. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int PATIENCE_MS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEYS = 200;

    private final OpenId openId;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private volatile JWKSet keys = new JWKSet();
    private boolean fetching;
    private long fetchedAt;
    private boolean everTried;

    IssuerKeys(OpenId openId, Executor workers, LongSupplier nanoTime) {
        this.openId = openId;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    JWKSet current() {
        return keys;
    }

    /** Whether a token that names this key, or none, can be judged. */
    boolean has(String id) {
        JWKSet now = keys;
        return id == null ? !now.isEmpty() : now.getKeyByKeyId(id) != null;
    }

    /** Has them fetched, unless that was tried just now; whether it makes sense to ask again soon. */
    boolean fetchSoon() {
        synchronized (this) {
            if (fetching) {
                return true;
            }
            if (everTried && nanoTime.getAsLong() - fetchedAt < PAUSE_NANOS) {
                return keys.isEmpty();
            }
            fetching = true;
        }
        try {
            workers.execute(this::fetch);
            return true;
        } catch (RejectedExecutionException stopping) {
            fetched();
            return false;
        }
    }

    private synchronized void fetched() {
        fetching = false;
        everTried = true;
        fetchedAt = nanoTime.getAsLong();
    }

    private void fetch() {
        try {
            JWKSet found = JWKSet.parse(get(address()));
            if (found.size() > MOST_KEYS) {
                throw new IOException("there are more than " + MOST_KEYS + " keys");
            }
            // private or shared ones have no business there, and must not be used
            keys = found.toPublicJWKSet();
            LOG.log(Level.DEBUG, "{0} has {1} keys", openId.issuer(), keys.size());
        } catch (IOException | ParseException | InvalidJson | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "the keys of {0} cannot be fetched, those that were fetched last hold: {1}",
                    openId.issuer(),
                    e.toString().replaceAll("\\s+", " "));
        } finally {
            fetched();
        }
    }

    private URI address() throws IOException, InvalidJson {
        if (openId.keysUrl().isPresent()) {
            return openId.keysUrl().get();
        }
        String base = openId.issuer().replaceAll("/+$", "");
        JsonObject about = (JsonObject) JsonText.read(get(URI.create(base + "/.well-known/openid-configuration")));
        if (!about.getString("issuer", "").equals(openId.issuer())) {
            throw new IOException("its configuration is of another issuer");
        }
        URI address = URI.create(about.getString("jwks_uri", ""));
        if (!"https".equals(address.getScheme()) && openId.issuer().startsWith("https:")) {
            throw new IOException("its jwks_uri does not begin with https://");
        }
        return address;
    }

    private static String get(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MS);
        connection.setReadTimeout(PATIENCE_MS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json");
        try (InputStream body = connection.getInputStream()) {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException(address + " answers " + connection.getResponseCode());
            }
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(address + " answers more than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
