package dewey.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.ListQuery;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.conversations.Trash;
import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.enterprise.event.Event;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final String tenant = TestDatabase.tenant();
    private final Conversations conversations =
            new Conversations(TestDatabase.transactions(), new Limits(1 << 20, 1 << 18, 32, 10_000));
    private final Trash trash = new Trash(TestDatabase.transactions(), Duration.ofDays(30));
    private final Policies policies = new Policies(TestDatabase.transactions());
    private final List<RetentionApplied> told = new ArrayList<>();
    private final Retention retention = new Retention(policies, trash, events());

    @Test
    void takesAwayWhatIsOlderAndMeantAndNothingElse() {
        UUID old = conversation("proxy", 91);
        UUID young = conversation("proxy", 89);
        UUID other = conversation("claude-code", 91);
        Policy policy = new Policy("relayed", 90, source("proxy"));
        policies.set(tenant, policy);

        Affected meant = policies.affected(tenant, policy);
        Affected taken = retention.apply(tenant, policy);

        assertThat(meant.conversations()).isEqualTo(1);
        assertThat(meant.messages()).isEqualTo(1);
        assertThat(meant.oldest()).isPresent();
        assertThat(taken).isEqualTo(meant);
        assertThat(ids()).containsExactlyInAnyOrder(young, other);
        assertThat(trash.list(tenant, 10, null).items())
                .extracting(each -> each.id())
                .containsExactly(old);
        assertThat(told).containsExactly(new RetentionApplied(tenant, "relayed", 1, 1));
        assertThat(policies.affected(tenant, policy).conversations()).isZero();
    }

    @Test
    void looksAtAllTenantsAndErasesWhatWasInTheTrashForLongEnough() {
        UUID old = conversation("any", 400);
        policies.set(tenant, new Policy("all", 365, JsonValue.EMPTY_JSON_OBJECT));
        String other = TestDatabase.tenant();
        policies.set(other, new Policy("all", 1, JsonValue.EMPTY_JSON_OBJECT));

        retention.look();
        assertThat(trash.list(tenant, 10, null).total()).isEqualTo(1);
        TestDatabase.execute(
                "UPDATE trashed_conversations SET erase_after = now() - interval '1 s' WHERE id = '" + old + "'");
        retention.look();

        assertThat(trash.list(tenant, 10, null).total()).isZero();
    }

    @Test
    void takesMoreThanOneBatch() {
        for (int i = 0; i < 101; i++) {
            conversation("many", 10);
        }
        Policy policy = new Policy("many", 5, source("many"));

        assertThat(retention.apply(tenant, policy).conversations()).isEqualTo(101);
        assertThat(ids()).isEmpty();
    }

    @Test
    void appliesTheOthersAndErasesWhereOnePolicyCannotBeRead() {
        String first = "a " + tenant;
        UUID old = conversation("any", 400);
        UUID expired = conversation("any", 1);
        trash.put(tenant, expired);
        TestDatabase.execute(
                "UPDATE trashed_conversations SET erase_after = now() - interval '1 s' WHERE id = '" + expired + "'");
        policies.set(tenant, new Policy("all", 365, JsonValue.EMPTY_JSON_OBJECT));
        unreadable(first, "long");
        unreadable(tenant, "ahead of all");

        retention.look();

        assertThat(trash.list(tenant, 10, null).items())
                .extracting(each -> each.id())
                .containsExactly(old);
        assertThat(TestDatabase.query("SELECT 1 FROM trashed_conversations WHERE id = '" + expired + "'"))
                .isEmpty();
        policies.delete(first, "long");
        policies.delete(tenant, "ahead of all");
    }

    @Test
    void saysWhichPolicyCannotBeReadAndLetsItBeSetAnew() {
        unreadable(tenant, "two\nlines");

        assertThatThrownBy(() -> policies.list(tenant))
                .isInstanceOf(Refused.class)
                .hasMessage("metadata of the policy \"two\\nlines\" holds a number that is too long to be read;"
                        + " set the policy anew or delete it");

        Policy anew = new Policy("two\nlines", 1, source("x"));
        policies.set(tenant, anew);
        assertThat(policies.list(tenant)).containsExactly(anew);
    }

    /** As it could be set before numbers had a bound. */
    private static void unreadable(String tenant, String name) {
        TestDatabase.execute(
                "INSERT INTO retention_policies (tenant, name, older_than_days, metadata, created_at, updated_at)"
                        + " VALUES ('" + tenant + "', '" + name + "', 1, '{\"n\": 1e2000}', now(), now())");
    }

    @Test
    void keepsOnePolicyOfAName() {
        policies.set(tenant, new Policy("a\u0000", 10, source("x")));
        policies.set(tenant, new Policy("a\u0000", 20, source("y")));

        assertThat(policies.list(tenant)).containsExactly(new Policy("a\u0000", 20, source("y")));
        assertThat(policies.list(TestDatabase.tenant())).isEmpty();
        assertThatThrownBy(() -> policies.delete(TestDatabase.tenant(), "a\u0000"))
                .hasMessage("no such retention policy");
        policies.delete(tenant, "a\u0000");
        assertThatThrownBy(() -> policies.get(tenant, "a\u0000")).hasMessage("no such retention policy");
    }

    @Test
    void refusesAPolicyThatWouldKeepNothing() {
        assertThatThrownBy(() -> new Policy("x", 0, JsonValue.EMPTY_JSON_OBJECT))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("from 1 to");
        assertThatThrownBy(() -> new Policy(" ", 1, JsonValue.EMPTY_JSON_OBJECT))
                .isInstanceOf(Refused.class);
    }

    @Test
    void refusesMetadataThatNoConversationCanHave() {
        JsonObject number = JsonText.object().add("n", new BigDecimal("1e2000")).build();

        assertThatThrownBy(() -> new Policy("x", 1, number))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("metadata"))
                .hasMessage("metadata holds a number of more than 1000 digits when written without exponent");
    }

    @Test
    void deletesAPolicyWhoseConfirmationIsLost() throws IOException {
        policies.set(tenant, new Policy("x", 1, JsonValue.EMPTY_JSON_OBJECT));

        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            Policies distant = new Policies(TestDatabase.transactions(forwarder));
            forwarder.loseTheNextConfirmation();

            distant.delete(tenant, "x");

            assertThat(forwarder.isToLoseOne()).isFalse();
        }
        assertThat(policies.list(tenant)).isEmpty();
    }

    private UUID conversation(String source, int days) {
        UUID id = conversations
                .begin(tenant, NewConversation.start(null, null, new Metadata(source(source))))
                .id();
        conversations.append(tenant, id, NewMessage.of(Role.USER, "said"));
        TestDatabase.execute(
                "UPDATE conversations SET updated_at = now() - interval '" + days + " days' WHERE id = '" + id + "'");
        return id;
    }

    private List<UUID> ids() {
        return conversations.list(tenant, ListQuery.newest(100)).items().stream()
                .map(each -> each.id())
                .toList();
    }

    private static JsonObject source(String name) {
        return JsonText.object().add("source", name).build();
    }

    @SuppressWarnings("unchecked") // the proxy is of the type that is asked for
    private Event<RetentionApplied> events() {
        return (Event<RetentionApplied>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    told.add((RetentionApplied) arguments[0]);
                    return null;
                });
    }
}
