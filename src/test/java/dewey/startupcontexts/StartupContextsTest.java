package dewey.startupcontexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.refusals.Refused;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupContextsTest {
    private static final int MAX_BYTES = 1_000;

    private final String tenant = TestDatabase.tenant();
    private final StartupContexts contexts = new StartupContexts(TestDatabase.transactions(), MAX_BYTES);

    @Test
    void givesBackWhatWasSet() {
        StartupContext set = contexts.set(tenant, "house rules", "be kind\u0000 \uFDD0 \ud800", true);

        StartupContext named = contexts.named(tenant, "house rules");

        assertThat(named.content()).isEqualTo("be kind\u0000 \uFDD0 \ud800");
        assertThat(named.id()).isEqualTo(set.id());
        assertThat(named.createdAt()).isEqualTo(set.createdAt());
        assertThat(contexts.active(tenant)).map(StartupContext::name).contains("house rules");
    }

    @Test
    void replacesTheContentUnderTheSameName() {
        StartupContext first = contexts.set(tenant, "rules", "one", true);

        StartupContext second = contexts.set(tenant, "rules", "two", true);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isAfterOrEqualTo(first.updatedAt());
        assertThat(contexts.all(tenant)).extracting(StartupContext::content).containsExactly("two");
    }

    @Test
    void makingOneActiveMakesTheOtherInactive() {
        contexts.set(tenant, "first", "one", true);

        contexts.set(tenant, "second", "two", true);

        assertThat(contexts.active(tenant)).map(StartupContext::name).contains("second");
        assertThat(contexts.named(tenant, "first").isActive()).isFalse();
    }

    @Test
    void settingAnInactiveOneLeavesTheActiveOne() {
        contexts.set(tenant, "first", "one", true);

        contexts.set(tenant, "second", "two", false);

        assertThat(contexts.active(tenant)).map(StartupContext::name).contains("first");
    }

    @Test
    void hasNoActiveOneToBeginWith() {
        assertThat(contexts.active(tenant)).isEmpty();
        assertThat(contexts.all(tenant)).isEmpty();
        assertThat(contexts.summaries(tenant)).isEmpty();
    }

    @Test
    void listsInTheOrderOfNames() {
        contexts.set(tenant, "b", "two", true);
        contexts.set(tenant, "a", "one", false);

        List<Summary> summaries = contexts.summaries(tenant);

        assertThat(summaries).extracting(Summary::name).containsExactly("a", "b");
        assertThat(summaries).extracting(Summary::isActive).containsExactly(false, true);
        assertThat(contexts.all(tenant)).extracting(StartupContext::name).containsExactly("a", "b");
    }

    @Test
    void leavesExactlyOneActiveWhenManyAreSetAtOnce() throws Exception {
        List<Callable<StartupContext>> setters = IntStream.range(0, 12)
                .<Callable<StartupContext>>mapToObj(i -> () -> contexts.set(tenant, "n" + i % 4, "text " + i, true))
                .toList();

        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (Future<StartupContext> set : threads.invokeAll(setters)) {
                set.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(contexts.all(tenant)).hasSize(4);
        assertThat(contexts.all(tenant).stream().filter(StartupContext::isActive))
                .hasSize(1);
    }

    @Test
    void deletesTheActiveOneToo() {
        contexts.set(tenant, "rules", "one", true);

        contexts.delete(tenant, "rules");

        assertThat(contexts.active(tenant)).isEmpty();
        assertThatThrownBy(() -> contexts.delete(tenant, "rules")).hasMessage("no such startup context");
    }

    @Test
    void deletesOneWhoseConfirmationIsLost() throws IOException {
        contexts.set(tenant, "rules", "one", true);

        try (Forwarder forwarder = TestDatabase.forwarder()) {
            forwarder.open();
            StartupContexts distant = new StartupContexts(TestDatabase.transactions(forwarder), MAX_BYTES);
            forwarder.loseTheNextConfirmation();

            distant.delete(tenant, "rules");

            assertThat(forwarder.isToLoseOne()).isFalse();
        }
        assertThat(contexts.all(tenant)).isEmpty();
    }

    @Test
    void keepsTenantsApart() {
        contexts.set(tenant, "rules", "one", true);
        String other = TestDatabase.tenant();

        contexts.set(other, "rules", "another's", true);

        assertThat(contexts.named(tenant, "rules").content()).isEqualTo("one");
        assertThat(contexts.active(tenant)).map(StartupContext::content).contains("one");
        assertThatThrownBy(() -> contexts.named(TestDatabase.tenant(), "rules"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "\u0000", "bell\u0007"})
    void refusesANameThatCannotBeShown(String name) {
        assertThatThrownBy(() -> contexts.set(tenant, name, "text", true))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("name"));
    }

    @Test
    void acceptsNamesOf200CharactersAndRefusesLongerOnes() {
        String longest = "😀".repeat(200);

        contexts.set(tenant, longest, "text", false);

        assertThat(contexts.named(tenant, longest).content()).isEqualTo("text");
        assertThatThrownBy(() -> contexts.set(tenant, longest + "x", "text", false))
                .hasMessage("name is 201 characters; the limit is 200");
    }

    @Test
    void refusesBlankAndTooLargeContent() {
        assertThatThrownBy(() -> contexts.set(tenant, "rules", " \n", true)).hasMessage("content is blank");
        assertThatThrownBy(() -> contexts.set(tenant, "rules", null, true)).hasMessage("content is null");
        assertThatThrownBy(() -> contexts.set(tenant, "rules", "é".repeat(501), true))
                .hasMessage("content is 1002 bytes; the limit is 1000");
    }
}
