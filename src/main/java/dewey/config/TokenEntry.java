package dewey.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A static token as an administrator writes it down: {@code NAME TENANT ROLES sha256:HASH [EXPIRES]}, apart by blanks.
 *
 * @param hash SHA-256 of the token, in hexadecimal: the token itself is nowhere
 * @param expiresAt empty: never
 */
public record TokenEntry(String name, String tenant, Set<String> roles, String hash, Optional<Instant> expiresAt) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,100}");
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-fA-F]{64}");
    private static final Set<String> ROLES = Set.of("reader", "writer", "admin");

    public TokenEntry {
        roles = Set.copyOf(roles);
    }

    /**
     * Reads entries that are apart by semicolons or on lines of their own; what follows a {@code #} is a remark.
     *
     * @param problems told of each entry that is wrong, which is left out
     */
    public static List<TokenEntry> read(String text, Consumer<String> problems) {
        List<TokenEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line : text.split("[;\\n]")) {
            String entry = line.replaceFirst("#.*", "").strip();
            if (!entry.isEmpty()) {
                number++;
                try {
                    TokenEntry read = entry(entry.split("\\s+"));
                    if (!names.add(read.name())) {
                        throw new IllegalArgumentException("has the name of another");
                    }
                    entries.add(read);
                } catch (IllegalArgumentException | DateTimeException e) {
                    // by its number: what stands there may be a token by mistake
                    problems.accept("entry " + number + " " + e.getMessage());
                }
            }
        }
        return entries;
    }

    private static TokenEntry entry(String[] words) {
        if (words.length < 4 || words.length > 5) {
            throw new IllegalArgumentException("is not NAME TENANT ROLES sha256:HASH [EXPIRES]");
        }
        if (!NAME.matcher(words[0]).matches() || !NAME.matcher(words[1]).matches()) {
            throw new IllegalArgumentException("has a name or tenant that is not letters, digits and . _ @ - only");
        }
        Set<String> roles = Set.copyOf(new HashSet<>(List.of(words[2].split(","))));
        if (!ROLES.containsAll(roles)) {
            throw new IllegalArgumentException("has roles other than reader, writer and admin");
        }
        if (!HASH.matcher(words[3]).matches()) {
            throw new IllegalArgumentException("has no SHA-256 hash as sha256: and 64 hexadecimal digits");
        }
        String hash = words[3].substring("sha256:".length());
        return new TokenEntry(
                words[0],
                words[1],
                roles,
                HexFormat.of().formatHex(HexFormat.of().parseHex(hash)),
                words.length == 5 ? Optional.of(moment(words[4])) : Optional.empty());
    }

    private static Instant moment(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expires at no date such as 2027-01-31 or 2027-01-31T12:00:00Z", e);
        }
    }
}
