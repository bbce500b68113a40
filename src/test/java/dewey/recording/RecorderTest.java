package dewey.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Message;
import dewey.conversations.Role;
import dewey.redaction.Redacting;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final Direction OUT = Direction.CLIENT_TO_SERVER;
    private static final Direction IN = Direction.SERVER_TO_CLIENT;

    private final Given given = new Given();
    private Recorder recorder;

    @BeforeEach
    void start(@TempDir Path spool) {
        recorder = Given.recorder(given.conversations, spool);
    }

    @AfterEach
    void stop() {
        recorder.stop();
    }

    @Test
    void takesOutWhatAnUpstreamAsksForBesideWhatIsTakenOutAlways() {
        String text = "{\"id\":1,\"params\":{\"pin\":\"1234\",\"password\":\"5678\"}}";
        SessionStart more = given.session();
        SessionStart none = given.session();

        Tap tap = recorder.begin(more, new Redacting(true, List.of("pin")));
        tap.text(OUT, text);
        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Tap other = recorder.begin(none, new Redacting(false, List.of()));
        other.text(OUT, text);
        other.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> given.isOver(more.id()) && given.isOver(none.id()));

        assertThat(given.contents(more.id()).get(0)).doesNotContain("1234").doesNotContain("5678");
        assertThat(given.contents(none.id())).containsExactly(text);
    }

    @Test
    void makesASessionAConversation() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        tap.text(
                OUT,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
        tap.text(
                IN,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-03-26\",\"serverInfo\":{\"name\":\"s\",\"version\":\"2\"}}}");
        tap.text(IN, "{\"jsonrpc\":\"2.0\",\"id\":9,\"error\":{\"code\":-32000,\"message\":\"x\"}}");
        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> given.isOver(start.id()));

        JsonObject metadata = given.metadata(start.id());
        assertThat(given.conversation(start.id()).sessionId())
                .contains(start.id().toString());
        assertThat(given.conversation(start.id()).title().orElseThrow())
                .isEqualTo(
                        "everything, " + start.at().toString().substring(0, 16).replace('T', ' '));
        assertThat(metadata.getString("source")).isEqualTo("proxy");
        assertThat(metadata.getString("upstream")).isEqualTo("everything");
        assertThat(metadata.getString("caller")).isEqualTo("alice");
        assertThat(metadata.getString("protocol_version")).isEqualTo("2025-03-26");
        assertThat(metadata.getJsonObject("client_info").toString()).isEqualTo("{\"name\":\"c\",\"version\":\"1\"}");
        assertThat(metadata.getJsonObject("server_info").getString("name")).isEqualTo("s");
        assertThat(metadata.getString("cause")).isEqualTo("client_closed");
        assertThat(metadata.getInt("close_code")).isEqualTo(1000);
        assertThat(metadata.getJsonObject("messages").toString())
                .isEqualTo("{\"client_to_server\":1,\"server_to_client\":2}");
        assertThat(metadata.getInt("errors")).isEqualTo(1);
        assertThat(Instant.parse(metadata.getString("ended_at"))).isAfterOrEqualTo(start.at());
    }

    @Test
    void makesEachMessageOneWithItsPlaceTimeAndHash() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        tap.text(OUT, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}");
        tap.text(IN, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}");
        tap.binary(OUT, new byte[] {0, -1, 2});
        tap.errorLine("a warning");
        tap.refused(OUT, 20_000_000, "too large");
        tap.synthetic("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32000,\"message\":\"upstream lost\"}}");
        tap.text(IN, " \n");
        Given.await(() -> recorder.state().written() == 7);

        List<Message> messages = given.messages(start.id());
        assertThat(messages)
                .extracting(Message::role)
                .containsExactly(
                        Role.USER, Role.ASSISTANT, Role.USER, Role.SYSTEM, Role.SYSTEM, Role.SYSTEM, Role.ASSISTANT);
        assertThat(messages)
                .extracting(message -> message.externalId().orElseThrow())
                .containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(messages)
                .extracting(Message::createdAt)
                .isSorted()
                .allMatch(at ->
                        !at.isBefore(start.at()) && at.isBefore(Instant.now().plus(1, ChronoUnit.SECONDS)));
        JsonObject response = messages.get(1).metadata().value();
        assertThat(response.getInt("reply_to")).isEqualTo(1);
        assertThat(response.getString("tool")).isEqualTo("echo");
        assertThat(response.getInt("latency_us")).isNotNegative();
        assertThat(response.getString("sha256")).isEqualTo(sha256("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}"));
        assertThat(Base64.getDecoder().decode(messages.get(2).metadata().value().getString(Body.BYTES)))
                .containsExactly(0, -1, 2);
        assertThat(messages.get(3).content()).isEqualTo("a warning");
        assertThat(messages.get(4).content()).isEqualTo("(not relayed: too large)");
        assertThat(messages.get(6).metadata().value().getString(Body.BLANK)).isEqualTo(" \n");
    }

    @Test
    void keepsTheOrderOfSeveralSessionsAndThreads() throws Exception {
        List<SessionStart> starts = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SessionStart start = given.session();
            starts.add(start);
            Tap tap = recorder.begin(start, Redacting.STANDARD);
            AtomicInteger finished = new AtomicInteger();
            for (Direction direction : Direction.values()) {
                threads.add(new Thread(() -> {
                    IntStream.range(0, 1_000).forEach(n -> tap.text(direction, direction.wireName() + " " + n));
                    if (finished.incrementAndGet() == 2) {
                        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
                    }
                }));
            }
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        for (SessionStart start : starts) {
            Given.await(() -> given.isOver(start.id()));
            List<Message> messages = given.messages(start.id());
            assertThat(messages)
                    .extracting(message -> Integer.parseInt(message.externalId().orElseThrow()))
                    .isEqualTo(IntStream.rangeClosed(1, 2_000).boxed().toList());
            assertThat(messages).extracting(Message::createdAt).isSorted();
            for (Direction direction : Direction.values()) {
                assertThat(given.contents(start.id()).stream().filter(text -> text.startsWith(direction.wireName())))
                        .containsExactlyElementsOf(IntStream.range(0, 1_000)
                                .mapToObj(n -> direction.wireName() + " " + n)
                                .toList());
            }
        }
    }

    @Test
    void ignoresWhatIsToldAfterTheEnd() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        tap.end(Given.end(SessionEnd.Cause.CLIENT_LOST));

        tap.text(OUT, "late");
        tap.end(Given.end(SessionEnd.Cause.UPSTREAM_CLOSED));
        recorder.stop();

        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("client_lost");
        assertThat(given.messages(start.id())).isEmpty();
        assertThat(recorder.state().openSessions()).isZero();
    }

    @Test
    void storesWhatDatabasesRefuse() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        String hostile = "{\"a\":\"\u0000 \ud800 \udc00\ud800 \uFDD0\",\"n\":1e999999,\"deep\":" + "[".repeat(100_000);
        tap.text(OUT, hostile);
        tap.text(OUT, "");
        tap.text(IN, "{\"jsonrpc\":\"2.0\",\"id\":\"\\u0000\\ud800\",\"method\":\"\\u0000\"}");
        tap.text(IN, "é".repeat(3_000_000));
        Given.await(() -> recorder.state().written() == 4);

        List<Message> messages = given.messages(start.id());
        assertThat(messages.get(0).content()).isEqualTo(hostile);
        assertThat(messages.get(1).metadata().value().getString(Body.BLANK)).isEmpty();
        assertThat(messages.get(2).metadata().value().getString("method")).isEqualTo("\u0000");
        assertThat(messages.get(3).content()).isEqualTo("é".repeat(1 << 19));
        assertThat(messages.get(3).metadata().value().getJsonObject("truncated").toString())
                .isEqualTo("{\"kept\":1048576,\"size\":6000000}");
        assertThat(recorder.state().marked()).isZero();
    }

    @Test
    void keepsSecretsOutOfTheRecord() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        String text = "{\"params\":{\"password\":\"S3CRET\"}}";
        tap.text(OUT, text);
        tap.binary(IN, "{\"apiKey\":\"S3CRET\"}".getBytes(StandardCharsets.UTF_8));
        tap.end(new SessionEnd(SessionEnd.Cause.UPSTREAM_LOST, 1011, "token=S3CRET9", Instant.now()));
        Given.await(() -> given.isOver(start.id()));

        JsonObject metadata = given.messages(start.id()).get(0).metadata().value();
        assertThat(given.contents(start.id()).get(0)).isEqualTo("{\"params\":{\"password\":\"***\"}}");
        assertThat(metadata.getJsonArray("redacted").toString()).isEqualTo("[\"params.password\"]");
        assertThat(metadata.getString("sha256")).isEqualTo(sha256(text));
        assertThat(metadata.getInt("size")).isEqualTo(text.length());
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(given.messages(start.id())
                                        .get(1)
                                        .metadata()
                                        .value()
                                        .getString(Body.BYTES)),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"apiKey\":\"***\"}");
        assertThat(given.metadata(start.id()).getString("reason")).isEqualTo("token=***");
    }

    @Test
    void recordsOnWhenItsConversationIsDeletedMeanwhile() {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        tap.text(OUT, "first");
        Given.await(() -> recorder.state().written() == 1);

        given.conversations.delete(given.tenant, start.id());
        tap.text(OUT, "second");
        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.contents(start.id())).containsExactly("second");
        assertThat(given.metadata(start.id()).getBoolean("begun_again")).isTrue();
    }

    @Test
    void storesEverythingWhenItStops() {
        List<UUID> sessions = IntStream.range(0, 5)
                .mapToObj(i -> {
                    SessionStart start = given.session();
                    Tap tap = recorder.begin(start, Redacting.STANDARD);
                    IntStream.range(0, 100).forEach(n -> tap.text(OUT, "message " + n));
                    return start.id();
                })
                .toList();

        recorder.stop();

        assertThat(sessions).allSatisfy(session -> {
            assertThat(given.messages(session)).hasSize(100);
            assertThat(given.metadata(session).getString("cause")).isEqualTo("server_stopped");
        });
        assertThat(recorder.begin(given.session(), Redacting.STANDARD)).isSameAs(Tap.SILENT);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
