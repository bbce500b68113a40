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
import dewey.database.TestDatabase;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.enterprise.event.Event;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.reflect.Proxy;
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
