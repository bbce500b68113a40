package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.audit.AuditForTests;
import dewey.authentication.Tokens.Listed;
import dewey.authentication.Tokens.Made;
import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Role;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final Transactions transactions = TestDatabase.transactions();
    private final StoredTokens stored = new StoredTokens(transactions);
    private final Tokens tokens = new Tokens(transactions, AuditForTests.audit(transactions), stored);
    private final Caller admin = new Caller(TestDatabase.tenant(), "root");
    private final Caller stranger = new Caller(TestDatabase.tenant(), "stranger");

    @Test
    void aTokenIsGoodAtOnceAndItsHashAloneIsKept() {
        Made made = tokens.make(admin, "ci", Set.of(Role.WRITER), Optional.empty());

        KnownToken known = stored.find(Hash.of(made.token())).orElseThrow();
        assertThat(known.caller()).isEqualTo(new Caller(admin.tenant(), "ci", Set.of(Role.WRITER), ""));
        assertThat(made.token()).startsWith("dewey_").hasSizeGreaterThan(40);
        assertThat(TestDatabase.query("SELECT tokens::text FROM tokens WHERE id = '" + made.id() + "'"))
                .singleElement()
                .asString()
                .doesNotContain(made.token())
                .contains(Hash.of(made.token()));
        assertThat(made.toString()).doesNotContain(made.token());
    }

    @Test
    void aRevokedTokenIsGoodForNothing() {
        Made made = tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty());

        tokens.revoke(admin, made.id());

        assertThat(stored.find(Hash.of(made.token()))).isEmpty();
        assertThat(tokens.list(admin)).isEmpty();
        assertThatThrownBy(() -> tokens.revoke(admin, made.id())).hasMessage("no such token");
        // its name is free again
        tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty());
    }

    @Test
    void administratorsSeeAndRevokeTheTokensOfTheirTenantOnly() {
        Made made = tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty());

        assertThat(tokens.list(stranger)).isEmpty();
        assertThatThrownBy(() -> tokens.revoke(stranger, made.id()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND));
        assertThat(stored.find(Hash.of(made.token()))).isPresent();
    }

    @Test
    void aTokenExpires() {
        Instant end = Instant.now().plusMillis(300).truncatedTo(ChronoUnit.MICROS);
        Made made = tokens.make(admin, "soon", Set.of(Role.READER), Optional.of(end));
        KnownToken known = stored.find(Hash.of(made.token())).orElseThrow();

        assertThat(known.isExpired(end.minusNanos(1))).isFalse();
        assertThat(known.isExpired(end)).isTrue();
        assertThatThrownBy(() -> tokens.make(admin, "late", Set.of(Role.READER), Optional.of(Instant.EPOCH)))
                .hasMessage("expires_at is in the past");
    }

    @Test
    void theListSaysWhenATokenWasUsedLast() {
        Made made = tokens.make(admin, "ci", Set.of(Role.READER, Role.ADMIN), Optional.empty());
        assertThat(tokens.list(admin)).singleElement().satisfies(token -> {
            assertThat(token.lastUsedAt()).isEmpty();
            assertThat(token.roles()).containsExactlyInAnyOrder(Role.READER, Role.ADMIN);
            assertThat(token.createdBy()).isEqualTo("root");
        });

        stored.find(Hash.of(made.token()));
        stored.refresh();

        assertThat(tokens.list(admin))
                .singleElement()
                .extracting(Listed::lastUsedAt)
                .isNotEqualTo(Optional.empty());
    }

    @Test
    void namesAreTakenOnce() {
        tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty());

        assertThatThrownBy(() -> tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty()))
                .hasMessage("there is a token ci already; revoke it first");
        assertThatThrownBy(() -> tokens.make(admin, "c i", Set.of(Role.READER), Optional.empty()))
                .hasMessageStartingWith("name must be");
        assertThatThrownBy(() -> tokens.make(admin, "none", Set.of(), Optional.empty()))
                .hasMessageStartingWith("roles must hold");
        // of a tenant
        tokens.make(stranger, "ci", Set.of(Role.READER), Optional.empty());
    }

    @Test
    void whatIsDoneIsAuditedWithIt() {
        Made made = tokens.make(admin, "ci", Set.of(Role.READER), Optional.empty());
        tokens.revoke(admin, made.id());

        assertThatBothWereAuditedOnce();
    }

    @Test
    void whatIsDoneIsDoneAndAuditedOnceWhenTheConfirmationIsLost() throws IOException {
        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            Transactions through = TestDatabase.transactions(forwarder);
            Tokens distant = new Tokens(through, AuditForTests.audit(through), stored);

            forwarder.loseTheNextConfirmation();
            Made made = distant.make(admin, "ci", Set.of(Role.READER), Optional.empty());
            assertThat(stored.find(Hash.of(made.token()))).isPresent();

            forwarder.loseTheNextConfirmation();
            distant.revoke(admin, made.id());
            assertThat(stored.find(Hash.of(made.token()))).isEmpty();
            assertThat(forwarder.isToLoseOne()).isFalse();
        }
        assertThatBothWereAuditedOnce();
    }

    private void assertThatBothWereAuditedOnce() {
        assertThat(TestDatabase.query("SELECT caller || ': ' || what || ' ' || target FROM audit WHERE tenant = '"
                        + admin.tenant() + "' ORDER BY number"))
                .containsExactly("root: make a token ci", "root: revoke a token ci");
    }
}
