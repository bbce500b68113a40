package dewey.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The external ids of a file's rows: the same file, and every longer version of it, gives the same rows the same ids.
 *
 * <p>A row's own uuid is its id. A row without one has {@code sha256:} and the hash of its line, followed by {@code #2},
 * {@code #3} when equal lines came before it. A second row with the uuid of an earlier one but other bytes is another row: it
 * has the id of its hash too, so that nothing is lost. A second row with the same uuid and the same bytes is a duplicate.
 *
 * <p>Remembers about 100 bytes for each row.
 */
final class RowIds {
    /** The last resort of an id that others choose: the index over it takes no more than some 2,700 bytes. */
    private static final int MAX_UUID_LENGTH = 200;

    private final MessageDigest sha256 = sha256();
    private final Map<UUID, Long> seen = new HashMap<>();

    String of(Optional<String> uuid, byte[] line) {
        byte[] hash = sha256.digest(line);
        return uuid.filter(RowIds::isUsable)
                .filter(id -> isFirstOrEqual(id, hash))
                .orElseGet(() -> numbered("sha256:" + HexFormat.of().formatHex(hash), hash));
    }

    /** One name for several things. */
    static String hash(String first, byte[] second) {
        MessageDigest digest = sha256();
        digest.update(first.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return HexFormat.of().formatHex(digest.digest(second));
    }

    private boolean isFirstOrEqual(String uuid, byte[] hash) {
        long fingerprint = ByteBuffer.wrap(hash).getLong();
        Long first = seen.putIfAbsent(UUID.nameUUIDFromBytes(uuid.getBytes(StandardCharsets.UTF_8)), fingerprint);
        return first == null || first == fingerprint;
    }

    private String numbered(String id, byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long count = seen.merge(new UUID(bytes.getLong(), bytes.getLong()), 1L, Long::sum);
        return count == 1 ? id : id + "#" + count;
    }

    private static boolean isUsable(String uuid) {
        return !uuid.isBlank() && uuid.length() <= MAX_UUID_LENGTH;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
