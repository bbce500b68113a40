package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.wire.Handshake;
import dewey.wire.HttpReply;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Very many of the same: connections that do nothing, messages in one call, brackets. */
final class Crowds {
    private static final int SILENT = 8_000;
    private static final int IDLE = 900;

    private final RunningDewey dewey;
    private final Doors doors;

    Crowds(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        return Stream.of(
                Case.of(Row.H32, "jsonrpc", "100,000 brackets are refused within 50 ms", this::brackets),
                Case.of(Row.H42, "conversations", "metadata of 15 MB", () -> metadata(15_000_000))
                        .takingItsTime(),
                Case.of(Row.H42, "http", "metadata of 20 MB", () -> metadata(20_000_000))
                        .takingItsTime(),
                Case.of(Row.H43, "http", "a million messages in one call", this::million)
                        .takingItsTime(),
                Case.longOne(Row.H53, "websocket", SILENT + " connections that say nothing", this::silent),
                Case.longOne(Row.H53, "websocket", IDLE + " sockets that do nothing, from one address", this::idle));
    }

    /** The best of ten: what a busy machine adds is not the server's. */
    private String brackets() throws IOException {
        try (WireSocket socket = doors.open()) {
            long[] times = new long[10];
            for (int i = 0; i < times.length; i++) {
                long begun = System.nanoTime();
                assertThat(McpCases.code(socket.ask("[".repeat(100_000)), McpCases.PARSE, McpCases.INVALID_PARAMS))
                        .isNotEmpty();
                times[i] = System.nanoTime() - begun;
            }
            Duration best = Duration.ofNanos(LongStream.of(times).min().orElseThrow());
            assertThat(best).isLessThan(Duration.ofMillis(50));
            return best.toNanos() / 1_000 + " µs";
        }
    }

    private String metadata(int size) throws Exception {
        try (Tools tools = new Tools(dewey)) {
            String before = tools.rows();
            HttpReply reply = doors.post(
                    "/mcp",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + McpCases.META
                            + ",\"name\":\"dewey_begin_conversation\",\"arguments\":{\"metadata\":{\"a\":\""
                            + "x".repeat(size) + "\"}}}}",
                    "MCP-Protocol-Version",
                    "2026-07-28",
                    "Mcp-Method",
                    "tools/call",
                    "Mcp-Name",
                    "dewey_begin_conversation");
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            if (reply.status() == 200) {
                assertThat(reply.body()).contains("too_large", "\"metadata\"", "\"isError\":true");
                return "too_large";
            }
            assertThat(reply.status()).isEqualTo(413);
            return "413";
        }
    }

    /** 41 MB, which are refused by their announced length. */
    private String million() throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"of a million\"}";
        long size = 1_000_000L * (message.length() + 1);
        try (Tools tools = new Tools(dewey);
                Wire wire = Wire.to(doors.mcp())) {
            String before = tools.rows();
            wire.send("POST /mcp HTTP/1.1\r\nHost: " + doors.mcp().getAuthority()
                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                    + "Content-Length: " + size + "\r\n\r\n");
            String thousand = String.join(",", Collections.nCopies(1_000, message)) + ",";
            wire.send("[" + thousand);
            assertThat(wire.head().status()).isEqualTo(413);
            try {
                for (int i = 1; i < 1_000; i++) {
                    wire.send(thousand);
                }
            } catch (IOException cut) {
                // it does not read on
            }
            assertThat(wire.ends()).isTrue();
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            return "413";
        }
    }

    private String silent() throws Exception {
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < SILENT; i++) {
                wires.add(Wire.between("127.0.5." + (1 + i % 8), doors.mcp()));
            }
            return others();
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private String idle() throws Exception {
        List<WireSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                sockets.add(WireSocket.open(Wire.between("127.0.6.1", doors.mcp()), Handshake.to(doors.mcp())));
            }
            return others();
        } finally {
            for (WireSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Somebody from elsewhere does what people do. */
    private String others() throws Exception {
        long begun = System.nanoTime();
        try (Tools tools = new Tools(dewey)) {
            String conversation = tools.begin();
            for (int i = 0; i < 20; i++) {
                tools.store(conversation, "content", "beside a crowd, " + i);
            }
            assertThat(tools.messages(conversation)).hasSize(20);
            tools.call("dewey_list_conversations", JsonOf.object("limit", 1)).structured();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        return "others are served: 22 calls in " + took.toMillis() + " ms";
    }
}
