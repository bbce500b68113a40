package dewey.recording;

import dewey.config.Settings;
import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Message;
import dewey.database.TestDatabase;
import dewey.database.TimeOrderedIds;
import dewey.database.Transactions;
import dewey.threads.Shutdown;
import dewey.toollists.ToolLists;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** What the tests of this room begin with: a tenant of their own, recorders, sessions, and what is stored of them. */
public final class Given {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration AWAITED = Duration.ofSeconds(30);

    final String tenant = TestDatabase.tenant();
    final Conversations conversations = conversations(TestDatabase.transactions());

    /** Settings with these keys and values by turns, and the defaults for the rest. */
    public static Settings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    }

    public static Conversations conversations(Transactions transactions) {
        return new Conversations(transactions, new Limits(1 << 20, 256 << 10, 32, 10_000));
    }

    /** A recorder that spools there, on the test's own database; with settings after {@code dewey.recording.} and their values by turns. */
    public static Recorder recorder(Conversations conversations, Path spool, String... keysAndValues) {
        String[] keys = new String[keysAndValues.length + 2];
        for (int i = 0; i < keysAndValues.length; i++) {
            keys[i] = (i % 2 == 0 ? "dewey.recording." : "") + keysAndValues[i];
        }
        keys[keysAndValues.length] = "dewey.recording.spool-directory";
        keys[keysAndValues.length + 1] = spool.toString();
        ToolLists toolLists = new ToolLists(TestDatabase.transactions());
        Recorder recorder = new Recorder(
                conversations,
                toolLists,
                settings(keys).recording(),
                STOP_PATIENCE,
                new Shutdown(Duration.ZERO, Duration.ZERO));
        recorder.start(Given::daemon);
        return recorder;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "recorder");
        thread.setDaemon(true);
        return thread;
    }

    public SessionStart session() {
        return new SessionStart(
                TimeOrderedIds.next(),
                tenant,
                "alice",
                "everything",
                "websocket",
                "http",
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    public static SessionEnd end(SessionEnd.Cause cause) {
        return new SessionEnd(cause, 1000, "bye", Instant.now());
    }

    public Conversation conversation(UUID session) {
        return conversations.read(tenant, session, 1, 1, 1).conversation();
    }

    public List<Message> messages(UUID session) {
        return conversations.read(tenant, session, 1, 100_000, Long.MAX_VALUE).messages();
    }

    public List<String> contents(UUID session) {
        return messages(session).stream().map(Message::content).toList();
    }

    public JsonObject metadata(UUID session) {
        return conversation(session).metadata().value();
    }

    /** Whether the end of the session is stored. */
    public boolean isOver(UUID session) {
        return !TestDatabase.query("SELECT 1 FROM conversations WHERE id = '" + session + "' AND metadata ? 'cause'")
                .isEmpty();
    }

    public static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + AWAITED.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > until) {
                    throw new AssertionError("what was awaited did not happen within " + AWAITED);
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
