package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Well-formed messages of MCP that nobody asked for: methods that are not there, eras mixed up. */
final class Methods {
    private final McpCases cases;

    Methods(Doors doors) {
        cases = new McpCases(doors);
    }

    Stream<Case> cases() {
        methods();
        unasked();
        eras();
        return cases.stream();
    }

    private void methods() {
        List<String> names = new ArrayList<>(List.of(
                "",
                " ",
                "nothing/there",
                "tools/list ",
                "TOOLS/LIST",
                "__proto__",
                "constructor",
                "toString",
                "rpc.discover",
                "x".repeat(1_000_000)));
        names.addAll(Hostile.TEXTS);
        for (String method : names) {
            cases.overWebSocket(Row.H35, "method " + Hostile.shown(method), socket -> {
                long begun = System.nanoTime();
                JsonObject error = McpCases.error(socket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                        + JsonText.quote(method) + ",\"params\":{" + McpCases.META + "}}"));
                assertThat(error.getInt("code")).isEqualTo(McpCases.NO_METHOD);
                assertThat(error.getString("message").length())
                        .as("length of the words")
                        .isLessThan(500);
                assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
                return "-32601";
            });
        }
    }

    private void unasked() {
        for (String method : List.of(
                "notifications/of-the-future",
                "notifications/cancelled",
                "",
                "tools/call",
                "notifications/initialized",
                "notifications/progress",
                "\\r\\nx")) {
            cases.silent(Row.H36, "notification " + method, "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
        }
        for (String id : List.of("7", "\"7\"", "null", "{}", "[]", "\"" + "x".repeat(10_000) + "\"")) {
            cases.silent(
                    Row.H36,
                    "cancelled " + Hostile.shown(id),
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id
                            + "}}");
        }
        for (String text : List.of(
                "\"result\":{}",
                "\"result\":null",
                "\"error\":{\"code\":1,\"message\":\"x\"}",
                "\"error\":7",
                "\"result\":{},\"error\":{}")) {
            cases.silent(Row.H37, text, "{\"jsonrpc\":\"2.0\",\"id\":7," + text + "}");
        }
        cases.overWebSocket(Row.H37, "ten thousand answers", socket -> {
            for (int i = 0; i < 10_000; i++) {
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"result\":{}}");
            }
            Doors.requireServed(socket);
            return "ignored";
        });
    }

    private void eras() {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}";
        for (String method : List.of("tools/call", "tools/list", "resources/list", "prompts/list")) {
            cases.refused(
                    Row.H39,
                    method + " before initialize",
                    String.format(call, method, ""),
                    McpCases.INVALID,
                    "1",
                    "websocket");
        }
        cases.refused(
                Row.H39,
                "a revision nobody knows",
                String.format(call, "tools/list", McpCases.META.replace("2026-07-28", "2099-01-01")),
                -32022,
                "1",
                "websocket");
        cases.refused(
                Row.H39,
                "no capabilities",
                String.format(call, "tools/list", McpCases.META.replaceFirst(",.*", "}")),
                McpCases.INVALID_PARAMS,
                "1",
                "websocket");
        for (String version : List.of("7", "null", "{}", "[]", "\"\"")) {
            cases.overWebSocket(
                    Row.H39,
                    "revision " + version,
                    socket -> McpCases.code(
                            socket.ask(String.format(
                                    call, "tools/list", McpCases.META.replace("\"2026-07-28\"", version))),
                            McpCases.INVALID_PARAMS,
                            -32022,
                            McpCases.INVALID));
        }
        for (String meta : List.of("7", "null", "[]", "\"x\"")) {
            cases.overWebSocket(
                    Row.H39,
                    "_meta " + meta,
                    socket -> McpCases.code(
                            socket.ask(String.format(call, "tools/list", "\"_meta\":" + meta)),
                            McpCases.INVALID_PARAMS,
                            McpCases.INVALID));
        }
        cases.overWebSocket(Row.H39, "initialize twice", socket -> {
            assertThat(McpClient.json(socket.ask(McpCases.INITIALIZE))).containsKey("result");
            String again = socket.ask(McpCases.INITIALIZE);
            assertThat(McpClient.json(again)).containsAnyOf(java.util.Map.entry("jsonrpc", JsonText.string("2.0")));
            return McpClient.json(again).containsKey("error") ? "refused" : "answered again";
        });
        cases.overWebSocket(Row.H39, "a modern request in the middle of a legacy session", socket -> {
            socket.ask(McpCases.INITIALIZE);
            assertThat(McpClient.json(socket.ask(String.format(call, "server/discover", McpCases.META))))
                    .containsKey("result");
            Doors.requireServed(socket);
            return "both answered";
        });
        for (String version :
                List.of("7", "null", "\"\"", "\"0000-00-00\"", "\"2026-07-28\"", "\"" + "9".repeat(100_000) + "\"")) {
            cases.overWebSocket(Row.H39, "initialize with revision " + Hostile.shown(version), socket -> {
                JsonObject answer = McpClient.json(socket.ask(String.format(
                        call,
                        "initialize",
                        "\"protocolVersion\":" + version
                                + ",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}")));
                if (answer.containsKey("error")) {
                    return answer.getJsonObject("error").get("code").toString();
                }
                String agreed = answer.getJsonObject("result").getString("protocolVersion");
                assertThat(agreed).isEqualTo("2025-11-25");
                return agreed;
            });
        }
    }
}
