package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.badpipe.BadPipe;
import dewey.badpipe.Fault;
import dewey.deployment.RunningDewey;
import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedUpstream;
import dewey.websocket.McpClient;
import dewey.wire.Frame;
import dewey.wire.Handshake;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Clients, upstreams and lines that misbehave while a session is relayed. */
@SuppressWarnings("try") // a session or an upstream that only has to be there
final class Relayed {
    private static final String ROOM = "proxy";
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\"}}";

    private static final Duration SOON = Duration.ofSeconds(1);

    private final RunningDewey dewey;
    private final Doors doors;

    Relayed(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        return Stream.of(
                of(Row.H54, "the client reads nothing while the upstream pours", this::deafClient),
                Case.of(Row.H54, "websocket", "a client of MCP reads nothing of 400 large answers", this::deafCaller),
                of(Row.H55, "the upstream reads nothing while the client pours", this::deafUpstream),
                of(Row.H56, "the client's packets are dropped", this::silentClient),
                of(Row.H56, "the upstream's packets are dropped", this::silentUpstream),
                of(Row.H59, "reset in the middle of an answer, 50 requests open", () -> lost(Fault.resetAfter(200))),
                of(Row.H59, "closed in the middle of an answer, 50 requests open", () -> lost(Fault.closeAfter(200))),
                of(Row.H60, "reset", () -> clientLost(WireSocket::reset)),
                of(Row.H60, "gone without a close frame", () -> clientLost(WireSocket::close)),
                of(
                        Row.H60,
                        "a close frame of its own words",
                        () -> clientLost(client -> client.send(Frame.close(4321, "bye")))),
                of(Row.H61, "both close at once, thirty times", this::bothClose),
                of(Row.H61, "the client closes while the upstream is being opened", this::closedWhileConnecting));
    }

    private String deafClient() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT);
                WireSocket client = WireSocket.open(Wire.narrow(doors.relay()), Handshake.to(doors.relay()));
                ScriptedSession session = upstream.session()) {
            byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                while (sent < 1_000) {
                    session.send(ScriptedSession.TEXT, megabyte);
                    sent++;
                }
            } catch (IOException cut) {
                // the relay has given up on the client
            }
            assertThat(sent)
                    .as("MiB that were taken for a client that reads nothing")
                    .isLessThan(100);
            return "closed after " + sent + " MiB";
        }
    }

    private String deafCaller() throws Exception {
        try (Tools tools = new Tools(dewey);
                WireSocket client = WireSocket.open(Wire.narrow(doors.mcp()), Handshake.to(doors.mcp()))) {
            String conversation = tools.begin();
            tools.store(conversation, "content", "x".repeat(900_000));
            for (int i = 0; i < 400; i++) {
                client.send("{\"jsonrpc\":\"2.0\",\"id\":" + i
                        + ",\"method\":\"tools/call\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}},\"name\":\"dewey_get_conversation\",\"arguments\":{\"conversation_id\":\""
                        + conversation + "\"}}}");
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            try {
                while (System.nanoTime() < until) {
                    client.send(Frame.of(Frame.PONG, new byte[0]));
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            } catch (IOException cut) {
                return "cut";
            }
            throw new AssertionError("still served, though it has read nothing for 30 s");
        }
    }

    private String deafUpstream() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT);
                WireSocket client = WireSocket.open(doors.relay());
                ScriptedSession session = upstream.session()) {
            client.send(String.format(CALL, 1, "x"));
            byte[] megabyte = Frame.text("x".repeat(1 << 20)).bytes();
            try {
                for (int i = 0; i < 200; i++) {
                    client.wire().send(megabyte);
                }
            } catch (IOException cut) {
                return "cut";
            }
            int code = client.closeCode();
            assertThat(code).isIn(1013, 1006);
            return Integer.toString(code);
        }
    }

    private String silentClient() throws Exception {
        try (BadPipe line = BadPipe.to(doors.mcp().getPort());
                ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT)) {
            URI through = URI.create("ws://127.0.0.1:" + line.port() + "/proxy/scripted");
            try (WireSocket client = WireSocket.open(through);
                    ScriptedSession session = upstream.session()) {
                client.send("hello");
                assertThat(session.read().text()).isEqualTo("hello");
                line.freeze();
                long begun = System.nanoTime();
                int code = session.read().closeCode();
                return "upstream closed " + code + " after " + seconds(begun) + " s";
            }
        }
    }

    private String silentUpstream() throws Exception {
        try (EchoUpstream echo = new EchoUpstream(0);
                BadPipe line = BadPipe.at(EchoUpstream.PORT, echo.port());
                WireSocket client = WireSocket.open(doors.relay())) {
            assertThat(client.ask("hello")).isEqualTo("hello");
            line.freeze();
            long begun = System.nanoTime();
            client.send(String.format(CALL, 7, "x"));
            Thread pongs = new Thread(() -> answerPings(client));
            pongs.setDaemon(true);
            pongs.start();
            pongs.join(TimeUnit.SECONDS.toMillis(25));
            assertThat(pongs.isAlive())
                    .as("still waiting for an upstream that is gone")
                    .isFalse();
            return "closed after " + seconds(begun) + " s";
        }
    }

    /** Until the close. */
    private static void answerPings(WireSocket client) {
        try {
            for (Frame frame = client.read(); frame.opcode() != Frame.CLOSE; frame = client.read()) {
                if (frame.opcode() == Frame.PING) {
                    client.send(Frame.of(Frame.PONG, frame.payload()));
                }
            }
        } catch (IOException ended) {
            // that is an end, too
        }
    }

    /** Each request that is open gets one error, in whatever state the line breaks. */
    private String lost(Fault.Kind fault) throws Exception {
        int open = 50;
        try (ScriptedUpstream upstream = new ScriptedUpstream(0);
                BadPipe line = BadPipe.at(EchoUpstream.PORT, upstream.port()).back(fault);
                WireSocket client = WireSocket.open(doors.relay());
                ScriptedSession session = upstream.session()) {
            for (int id = 1; id <= open; id++) {
                client.send(String.format(CALL, id, "x"));
                session.read();
            }
            client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
            session.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"" + "x".repeat(500) + "\"}}");

            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < open; i++) {
                String error = client.text();
                assertThat(McpClient.json(error).getJsonObject("error").getInt("code"))
                        .isEqualTo(-32000);
                ids.add(McpClient.json(error).getInt("id"));
            }
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, open).boxed().toList());
            assertThat(client.closeCode()).isEqualTo(1014);
            return "50 errors, then 1014";
        }
    }

    private interface Leaving {
        void by(WireSocket client) throws IOException;
    }

    /** At the first attempt, or at one of three where the machine was busy. */
    private String clientLost(Leaving leaving) throws Exception {
        Duration quickest = Duration.ofDays(1);
        int code = 0;
        for (int attempt = 0; attempt < 3 && quickest.compareTo(SOON) > 0; attempt++) {
            long begun = System.nanoTime();
            code = closedFor(leaving);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        assertThat(quickest).isLessThanOrEqualTo(SOON);
        return "upstream closed " + code + " after " + quickest.toMillis() + " ms";
    }

    private int closedFor(Leaving leaving) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT);
                WireSocket client = WireSocket.open(doors.relay());
                ScriptedSession session = upstream.session()) {
            for (int id = 1; id <= 20; id++) {
                client.send(String.format(CALL, id, "x"));
                session.read();
            }
            leaving.by(client);
            int code = session.read().closeCode();
            assertThat(code).isNotIn(1005, 1006);
            session.send(String.format("{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{}}", 1));
            return code;
        }
    }

    private String bothClose() throws Exception {
        TreeSet<Integer> codes = new TreeSet<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT)) {
            for (int round = 0; round < 30; round++) {
                try (WireSocket client = WireSocket.open(doors.relay());
                        ScriptedSession session = upstream.session()) {
                    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> close(session));
                    client.send(Frame.close(1000, ""));
                    other.join();
                    codes.add(client.closeCode());
                }
            }
        }
        assertThat(codes).isSubsetOf(1000, 4000, 1006);
        return codes.toString();
    }

    private static void close(ScriptedSession session) {
        try {
            session.sendClose(4000, "me first");
        } catch (IOException tooLate) {
            // the other one was first
        }
    }

    private String closedWhileConnecting() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(EchoUpstream.PORT)) {
            for (int round = 0; round < 10; round++) {
                try (WireSocket client = WireSocket.open(doors.relay())) {
                    java.net.Socket early = upstream.connection();
                    client.send(Frame.close(1000, ""));
                    assertThat(client.closeCode()).isEqualTo(1000);
                    early.close();
                }
            }
            return "1000";
        }
    }

    private static long seconds(long begun) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    }

    private static Case of(Row row, String what, Case.Attack attack) {
        return Case.of(row, ROOM, what, attack);
    }
}
