package dewey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEntryTest {
    private static final String HASH = "sha256:" + "0a".repeat(32);

    private final List<String> problems = new ArrayList<>();

    @Test
    void readsEntriesOnLinesOrApartBySemicolonsAndPassesOverRemarks() {
        List<TokenEntry> entries = TokenEntry.read(
                """
                # those of the team
                alice default reader,writer %1$s 2027-01-31   # until she leaves
                bob other admin %1$s 2027-01-31T12:00:00Z; carol default reader %1$s
                """
                        .formatted(HASH.toUpperCase().replace("SHA", "sha")),
                problems::add);

        assertThat(problems).isEmpty();
        assertThat(entries)
                .containsExactly(
                        new TokenEntry(
                                "alice",
                                "default",
                                Set.of("reader", "writer"),
                                "0a".repeat(32),
                                Optional.of(Instant.parse("2027-01-31T00:00:00Z"))),
                        new TokenEntry(
                                "bob",
                                "other",
                                Set.of("admin"),
                                "0a".repeat(32),
                                Optional.of(Instant.parse("2027-01-31T12:00:00Z"))),
                        new TokenEntry("carol", "default", Set.of("reader"), "0a".repeat(32), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alice default reader|entry 1 is not NAME TENANT ROLES sha256:HASH [EXPIRES]",
                "alice default owner HASH|entry 1 has roles other than reader, writer and admin",
                "alice default reader my-very-own-token|entry 1 has no SHA-256 hash",
                "al/ice default reader HASH|entry 1 has a name or tenant",
                "alice default reader HASH tomorrow|entry 1 expires at no date",
                "alice default reader HASH; alice default reader HASH|entry 2 has the name of another"
            })
    void saysWhatIsWrongWithoutRepeatingWhatMayBeAToken(String text, String problem) {
        TokenEntry.read(text.replace("HASH", HASH), problems::add);

        assertThat(problems).singleElement().asString().startsWith(problem).doesNotContain("my-very-own-token");
    }
}
