package dewey.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How rows hang together: each hash covers its row, its place, and the hash before it. With a key, which the database does not have,
 * nobody who can write there can make hashes either.
 */
final class Chain {
    static final byte[] BEGINNING = new byte[32];
    private static final String MAC = "HmacSHA256";

    private final Optional<SecretKeySpec> key;

    Chain(Optional<String> key) {
        this.key = key.map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
    }

    byte[] hash(byte[] before, String tenant, long number, Entry entry) {
        byte[] row = bytes(before, tenant, number, entry);
        try {
            if (key.isPresent()) {
                Mac mac = Mac.getInstance(MAC);
                mac.init(key.get());
                return mac.doFinal(row);
            }
            return MessageDigest.getInstance("SHA-256").digest(row);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Every part with its length before it, so that no two rows have the same bytes. */
    private static byte[] bytes(byte[] before, String tenant, long number, Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(before);
            out.writeLong(number);
            moment(out, entry.at());
            moment(out, entry.until());
            out.writeInt(entry.times());
            for (String text : new String[] {
                tenant, entry.caller(), entry.address(), entry.action(), entry.what(), entry.target(), entry.outcome()
            }) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void moment(DataOutputStream out, Instant moment) throws IOException {
        out.writeLong(moment.getEpochSecond());
        out.writeInt(moment.getNano());
    }
}
