package dewey.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.NewConversation;
import dewey.database.TestDatabase;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.sessions.Recorded;
import dewey.sessions.Sessions;
import dewey.upstreams.Upstream.ReplayUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaysTest {
    private static final String ID = "0199ABCD-0000-7000-8000-000000000000";

    @Test
    void knowsItsNames() {
        ReplayUpstream replay =
                replays(Runnable::run).named("replay:" + ID, null).orElseThrow();

        assertThat(replay.session()).isEqualTo(UUID.fromString(ID));
        assertThat(replay.atRecordedSpeed()).isFalse();
        assertThat(replay.limits().record()).isFalse();
        assertThat(replays(Runnable::run)
                        .named("replay:" + ID, "recorded")
                        .orElseThrow()
                        .atRecordedSpeed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weather",
                "replay",
                "replay:",
                "replay:1-1-1-1-1",
                "Replay:" + ID,
                "replay:" + ID + "0",
                "x:" + ID
            })
    void knowsNoOtherNames(String name) {
        assertThat(replays(Runnable::run).named(name, "whatever")).isEmpty();
    }

    @Test
    void refusesAnUnknownSpeed() {
        assertThatThrownBy(() -> replays(Runnable::run).named("replay:" + ID, "fast"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
                .hasMessage("speed must be recorded, or be left out");
    }

    @Test
    void hasTheSessionsOfTheCallersTenantOnly(@TempDir Path spool) {
        try (Recorded recorded = new Recorded(spool)) {
            UUID session = recorded.talk("weather").ended().id();
            UUID ordinary = recorded.conversations
                    .begin(recorded.tenant, NewConversation.start())
                    .id();
            Caller owner = new Caller(recorded.tenant, "alice");

            assertThat(has(owner, session)).isTrue();
            assertThat(has(owner, ordinary)).isFalse();
            assertThat(has(owner, UUID.randomUUID())).isFalse();
            assertThat(has(new Caller(TestDatabase.tenant(), "mallory"), session))
                    .isFalse();
        }
    }

    @Test
    void keepsFewThreadsWaitingAndNotForLong() {
        Queue<Runnable> neverRun = new ConcurrentLinkedQueue<>();
        Replays stuck = replays(neverRun::add);
        ReplayUpstream replay = stuck.named("replay:" + ID, null).orElseThrow();
        long begun = System.nanoTime();

        List<CompletableFuture<Refused>> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(CompletableFuture.supplyAsync(() -> refused(stuck, replay), work -> new Thread(work).start()));
        }
        callers.forEach(CompletableFuture::join);

        assertThat(neverRun).hasSize(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(callers)
                .extracting(CompletableFuture::join)
                .allMatch(refused -> refused.reason() == Reason.UNAVAILABLE
                        && refused.retryAfter().isPresent());
    }

    private static Refused refused(Replays replays, ReplayUpstream replay) {
        try {
            replays.has(Caller.LOCAL, replay);
            throw new AssertionError("not refused");
        } catch (Refused refused) {
            return refused;
        }
    }

    private static boolean has(Caller caller, UUID session) {
        Replays replays = replays(Runnable::run);
        return replays.has(caller, replays.named("replay:" + session, null).orElseThrow());
    }

    private static Replays replays(Executor workers) {
        return new Replays(
                new Stage(new Sessions(TestDatabase.transactions()), upstream -> null, workers, (delay, work) -> null),
                1 << 20);
    }
}
