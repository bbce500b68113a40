package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see when PostgreSQL drops its sessions, goes away, and comes back. */
@OnRunningDewey
class OutageIT {
    private static final Duration QUICKLY = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final String SECRET = "S3cr3t-of-the-t3sts";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final RunningDewey dewey;
    private McpClient client;
    private String conversation;

    OutageIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void begin() {
        client = McpClient.modern(dewey.mcp());
        conversation = newConversation();
    }

    @AfterEach
    void leaveEverythingRunning() throws Exception {
        dewey.postgres().start();
        awaitReady();
        client.close();
    }

    @Test
    void storesEveryMessageOnceWhileSessionsAreKilled() throws Exception {
        // given
        int failedBefore = failedAttempts();
        List<CompletableFuture<JsonObject>> calls = new ArrayList<>();

        // when
        for (int i = 0; i < 400; i++) {
            calls.add(client.beginCall("dewey_store_message", message(conversation, "message " + i)));
            if (i % 80 == 40) {
                McpClient.await(calls.get(i - 20));
                killSessions();
            }
        }

        // then
        assertThat(calls).allSatisfy(call -> assertThat(isStored(McpClient.await(call)))
                .as("stored: %s", call)
                .isTrue());
        assertThat(failedAttempts()).as("attempts that met a killed session").isGreaterThan(failedBefore);
        assertThat(contents(conversation))
                .isEqualTo(IntStream.range(0, 400).mapToObj(i -> "message " + i).toList());
    }

    @Test
    void refusesCallsQuicklyAndClearlyWhileTheDatabaseIsAway() {
        // given
        dewey.postgres().stop();

        for (int i = 0; i < 3; i++) {
            // when
            long begun = System.nanoTime();
            JsonObject error = client.refusal("dewey_store_message", message(conversation, "too early"));

            // then
            assertThat(since(begun)).isLessThan(QUICKLY);
            assertThat(error.getString("reason")).isEqualTo("unavailable");
            assertThat(error.getInt("retry_after_ms")).isBetween(100, 10_000);
            assertThat(error.getString("message"))
                    .isEqualTo("the database does not answer at the moment; try again in 1 s");
        }
    }

    @Test
    void refusesManyCallersAtOnceAsQuickly() {
        // given
        dewey.postgres().stop();
        List<String> others = IntStream.range(0, 60).mapToObj(i -> "other " + i).toList();

        // when
        long begun = System.nanoTime();
        List<CompletableFuture<JsonObject>> calls = others.stream()
                .map(name -> client.beginCall("dewey_begin_conversation", JsonOf.object("session_id", name)))
                .toList();

        // then
        assertThat(calls).allSatisfy(call -> assertThat(
                        McpClient.await(call).getJsonObject("result").getBoolean("isError"))
                .isTrue());
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void isAliveButNotReadyWhileTheDatabaseIsAwayAndSaysWhy() throws Exception {
        // given
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        dewey.postgres().stop();
        TimeUnit.MILLISECONDS.sleep(1100); // the check may answer from what it knew a second ago

        // when
        HttpResponse<String> ready = get("/health/ready");

        // then
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(McpClient.json(ready.body()).getJsonArray("checks").toString())
                .contains("\"database\":\"down\"")
                .doesNotContain(SECRET, "jdbc", "localhost", "postgres", "Exception");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void keepsSocketsOpenAndRecoversByItself() throws Exception {
        try (McpClient legacy = McpClient.legacy(dewey.mcp())) {
            // given
            dewey.postgres().stop();
            client.refusal("dewey_store_message", message(conversation, "too early"));
            assertThat(legacy.request("ping").getJsonObject("result")).isEmpty();

            // when
            dewey.postgres().start();
            long begun = System.nanoTime();
            JsonObject answer = call(legacy);
            while (!isStored(answer) && since(begun).compareTo(RECOVERY) < 0) {
                TimeUnit.MILLISECONDS.sleep(100);
                answer = call(legacy);
            }

            // then
            assertThat(isStored(answer)).as("%s", answer).isTrue();
            assertThat(client.isOpen()).isTrue();
            assertThat(contents(conversation)).containsExactly("after");
            assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void losesNothingThatItAcknowledgedWhenTheDatabaseRestartsUnderParallelWriters() throws Exception {
        // given
        List<String> shared = List.of(conversation, newConversation());
        List<Story> stories = IntStream.range(0, 6)
                .mapToObj(i -> new Story(McpClient.modern(dewey.mcp()), shared.get(i % 2), "writer " + i))
                .toList();

        // when
        ExecutorService writers = Executors.newFixedThreadPool(stories.size());
        try {
            List<Future<?>> written =
                    stories.stream().<Future<?>>map(writers::submit).toList();
            TimeUnit.MILLISECONDS.sleep(700);
            dewey.postgres().stop();
            TimeUnit.MILLISECONDS.sleep(300);
            dewey.postgres().start();
            TimeUnit.SECONDS.sleep(4);
            stories.forEach(Story::end);
            for (Future<?> each : written) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            writers.shutdownNow();
        }

        // then
        for (String each : shared) {
            TreeMap<Integer, String> acknowledged = new TreeMap<>();
            stories.stream().filter(story -> story.conversation.equals(each)).forEach(story -> {
                assertThat(story.stored).isNotEmpty();
                acknowledged.putAll(story.stored);
            });
            List<String> contents = contents(each);
            acknowledged.forEach(
                    (turn, content) -> assertThat(contents.get(turn - 1)).isEqualTo(content));
            assertThat(contents).doesNotHaveDuplicates();
            assertThat(turns(each))
                    .isEqualTo(IntStream.rangeClosed(1, contents.size()).boxed().toList());
            assertThat(dewey.postgres()
                            .ask("SELECT message_count || ' ' || next_turn FROM conversations WHERE id = '" + each
                                    + "'"))
                    .isEqualTo(contents.size() + " " + (contents.size() + 1));
        }
    }

    /** A writer that stores one message after the other, and remembers what the server has acknowledged. */
    private static final class Story implements Runnable {
        private final McpClient client;
        private final String conversation;
        private final String writer;
        private final TreeMap<Integer, String> stored = new TreeMap<>();
        private volatile boolean ended;

        Story(McpClient client, String conversation, String writer) {
            this.client = client;
            this.conversation = conversation;
            this.writer = writer;
        }

        @Override
        public void run() {
            try (client) {
                for (int i = 0; !ended; i++) {
                    String content = writer + " message " + i;
                    JsonObject result = client.call("dewey_store_message", message(conversation, content));
                    if (!result.getBoolean("isError")) {
                        stored.put(result.getJsonObject("structuredContent").getInt("turn_number"), content);
                    }
                }
            }
        }

        void end() {
            ended = true;
        }
    }

    private JsonObject call(McpClient by) {
        return McpClient.await(by.beginCall("dewey_store_message", message(conversation, "after")));
    }

    private String newConversation() {
        return client.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
    }

    private static JsonObject message(String conversation, String content) {
        return JsonOf.object("conversation_id", conversation, "role", "user", "content", content);
    }

    private static boolean isStored(JsonObject response) {
        return response.containsKey("result")
                && !response.getJsonObject("result").getBoolean("isError");
    }

    private List<String> contents(String of) throws Exception {
        return column(of, "content");
    }

    private List<Integer> turns(String of) throws Exception {
        return column(of, "turn_number").stream().map(Integer::valueOf).toList();
    }

    private List<String> column(String of, String column) throws Exception {
        String joined = dewey.postgres()
                .ask("SELECT string_agg(" + column + "::text, '|' ORDER BY turn_number) FROM messages"
                        + " WHERE conversation_id = '" + of + "'");
        return List.of(joined.split("\\|"));
    }

    private void killSessions() throws Exception {
        dewey.postgres()
                .ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'dewey'");
    }

    /** What met a session that was killed: an attempt, a group of appends, or on WildFly the pool, which then takes another. */
    private int failedAttempts() {
        return dewey.log().text().split("an attempt failed|appends go alone|IJ030027", -1).length;
    }

    // a breaker that the outage has opened may still be open when the database is there
    private void awaitReady() throws Exception {
        long begun = System.nanoTime();
        while (get("/health/ready").statusCode() != 200
                || client.call("dewey_list_startup_contexts", JsonOf.object()).getBoolean("isError")) {
            assertThat(since(begun)).isLessThan(RECOVERY);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI address = dewey.http(path);
        return HTTP.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
