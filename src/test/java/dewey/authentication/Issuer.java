package dewey.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OpenID provider as far as Dewey sees one: its configuration, its keys, and the tokens that it signs. */
public final class Issuer implements AutoCloseable {
    public static final String AUDIENCE = "https://dewey.example.org";

    private final HttpServer server;
    private final List<JWK> keys = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    public Issuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"" + name() + "\",\"jwks_uri\":\"" + name() + "/keys\"}"));
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, new JWKSet(keys).toString());
        });
        // and an MCP server of its own
        server.createContext("/mcp", exchange -> {
            heard.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().entrySet());
            answer(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"said\":\"from the upstream\"}}");
        });
        server.start();
        rotate();
    }

    public String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Addresses and headers of what it was asked as an MCP server. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** How often its keys were fetched. */
    int asked() {
        return asked.get();
    }

    /** Signs by a new key from now on; the old one is withdrawn. */
    void rotate() {
        try {
            keys.clear();
            keys.add(new RSAKeyGenerator(2048).keyID("rsa-" + System.nanoTime()).generate());
            keys.add(new ECKeyGenerator(Curve.P_256)
                    .keyID("ec-" + System.nanoTime())
                    .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good token for one who may write, with what a test wants to be otherwise. */
    public String token(UnaryOperator<JWTClaimsSet.Builder> otherwise) {
        return sign(JWSAlgorithm.RS256, keys.get(0), claims(otherwise));
    }

    String tokenByCurve() {
        return sign(JWSAlgorithm.ES256, keys.get(1), claims(all -> all));
    }

    /** By another key of the same name, as somebody makes one who has read the keys. */
    String forged() throws JOSEException {
        RSAKey other = new RSAKeyGenerator(2048).keyID(keys.get(0).getKeyID()).generate();
        return sign(JWSAlgorithm.RS256, other, claims(all -> all));
    }

    /** Signed by the public key as if it were a shared secret (RFC 8725 §2.1). */
    String confused() throws JOSEException {
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.HS256, keys.get(0)), claims(all -> all));
        token.sign(new MACSigner(keys.get(0).toRSAKey().toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    public static JWTClaimsSet claims(String issuer, UnaryOperator<JWTClaimsSet.Builder> otherwise) {
        return otherwise
                .apply(new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject("5f2c")
                        .audience(AUDIENCE)
                        .claim("preferred_username", "alice")
                        .claim("tenant", "acme")
                        .claim("roles", List.of("writer"))
                        .notBeforeTime(Date.from(Instant.now().minusSeconds(5)))
                        .expirationTime(Date.from(Instant.now().plusSeconds(300))))
                .build();
    }

    private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> otherwise) {
        return claims(name(), otherwise);
    }

    private static JWSHeader header(JWSAlgorithm algorithm, JWK key) {
        return new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
    }

    private static String sign(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims) {
        try {
            JWSSigner signer = key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
            SignedJWT token = new SignedJWT(header(algorithm, key), claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
