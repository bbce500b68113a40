package dewey.mcp;

import dewey.config.Settings;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Message.Request;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client carries from one round of a request to the next (MCP 2026-07-28, Multi Round-Trip Requests): readable, but bound to its
 * caller, to the request and to a time, and sealed with HMAC-SHA-256, so that nobody can make or change it.
 */
@ApplicationScoped
class RequestState {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int KEY_BYTES = 32;

    private final byte[] key;
    private final Duration life;
    private final Clock clock;

    @Inject
    RequestState(Settings settings) {
        this(
                settings.mcp().stateKey().map(RequestState::bytes).orElseGet(RequestState::random),
                settings.mcp().stateLife(),
                Clock.systemUTC());
    }

    RequestState(byte[] key, Duration life, Clock clock) {
        this.key = key.clone();
        this.life = life;
        this.clock = clock;
    }

    /** For CDI's client proxy only. */
    protected RequestState() {
        this(new byte[0], Duration.ZERO, Clock.systemUTC());
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    String seal(Caller caller, Request request, JsonObject state) {
        JsonObject sealed = JsonText.object()
                .add("until", clock.instant().plus(life).getEpochSecond())
                .add("for", subject(caller, request))
                .add("state", state)
                .build();
        String payload = ENCODER.encodeToString(bytes(JsonText.write(sealed)));
        return payload + "." + ENCODER.encodeToString(mac(payload));
    }

    /** What was sealed; empty unless it was sealed here, for this caller and request, and not too long ago. */
    Optional<JsonObject> open(Caller caller, Request request, String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String payload = sealed.substring(0, dot);
        try {
            byte[] given = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
            if (!MessageDigest.isEqual(given, mac(payload))) {
                return Optional.empty();
            }
            String text = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            JsonObject opened = JsonText.read(text).asJsonObject();
            boolean valid =
                    opened.getJsonNumber("until").longValue() >= clock.instant().getEpochSecond()
                            && opened.getString("for").equals(subject(caller, request));
            return valid ? Optional.of(opened.getJsonObject("state")) : Optional.empty();
        } catch (IllegalArgumentException | InvalidJson notOurs) {
            return Optional.empty();
        }
    }

    /** Whose request it is, and which: everything but what may differ between its rounds. */
    private static String subject(Caller caller, Request request) {
        JsonObjectBuilder params = JsonText.object(request.params());
        params.remove("_meta").remove("inputResponses").remove("requestState");
        String all = JsonText.write(JsonText.array()
                .add(caller.tenant())
                .add(caller.name())
                .add(request.method())
                .add(params)
                .build());
        try {
            return ENCODER.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes(all)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] mac(String payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(bytes(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
