package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.websocket.McpClient;
import dewey.wire.HttpReply;
import dewey.wire.WireSocket;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cases of texts that are sent to MCP, at one door or both, and of what must come back. */
final class McpCases {
    static final int PARSE = -32700;
    static final int INVALID = -32600;
    static final int NO_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;

    /** Of revision 2026-07-28. */
    static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";

    private final Doors doors;
    private final List<Case> cases = new ArrayList<>();

    McpCases(Doors doors) {
        this.doors = doors;
    }

    Stream<Case> stream() {
        return cases.stream();
    }

    /** Refused at both doors with this code, and with this id as its token; null for none. */
    void refused(Row row, String what, String text, int code, String id, String... rooms) {
        Judgement judgement = answer -> {
            JsonObject message = McpClient.json(answer);
            assertThat(error(answer).getInt("code")).as(answer).isEqualTo(code);
            assertThat(message.containsKey("id") ? message.get("id").toString() : null)
                    .isEqualTo(id);
            return Integer.toString(code);
        };
        if (rooms.length == 0) {
            both(row, what, text, judgement);
        } else {
            overWebSocket(row, what, socket -> judgement.of(socket.ask(text)));
        }
    }

    void both(Row row, String what, String text, Judgement judgement) {
        overWebSocket(row, what, socket -> judgement.of(socket.ask(text)));
        overHttp(row, what, text, judgement);
    }

    void overHttp(Row row, String what, String text, Judgement judgement) {
        cases.add(Case.of(row, "http", what, () -> {
            HttpReply reply = doors.post("/mcp", text);
            if (reply.status() == 200) {
                return judgement.of(reply.body());
            }
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            return "400, " + (reply.body().startsWith("{") ? judgement.of(reply.body()) : "no message");
        }));
    }

    void silent(Row row, String what, String text) {
        overWebSocket(row, what, socket -> {
            socket.send(text);
            return "no answer";
        });
    }

    /** On a socket of its own, which serves as before when it is over. */
    void overWebSocket(Row row, String what, Talk talk) {
        cases.add(Case.of(row, "jsonrpc", what, () -> {
            try (WireSocket socket = doors.open()) {
                String outcome = talk.on(socket);
                Doors.requireServed(socket);
                return outcome;
            }
        }));
    }

    static JsonObject error(String answer) {
        Doors.requireSafeWords(answer);
        JsonObject error = McpClient.json(answer).getJsonObject("error");
        assertThat(error).as(answer).isNotNull();
        return error;
    }

    static String code(String answer, Integer... allowed) {
        int code = error(answer).getInt("code");
        assertThat(code).as(answer).isIn((Object[]) allowed);
        return Integer.toString(code);
    }

    interface Judgement {
        String of(String answer) throws Exception;
    }

    interface Talk {
        String on(WireSocket socket) throws Exception;
    }
}
