package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that are no messages of MCP, at both doors. */
final class Messages {
    private final McpCases cases;

    Messages(Doors doors) {
        cases = new McpCases(doors);
    }

    Stream<Case> cases() {
        notJson();
        batches();
        notJsonRpc();
        ids();
        nesting();
        return cases.stream();
    }

    private void notJson() {
        for (String text : List.of(
                "{",
                "}",
                "{\"jsonrpc\":\"2.0\",",
                "NaN",
                "Infinity",
                "'single'",
                "{'jsonrpc':'2.0'}",
                "undefined",
                "tru",
                "01",
                "+1",
                ".5",
                "1e",
                "0x10",
                "\"open",
                "\"\\x41\"",
                "\"\\ud8\"",
                "{\"a\":1,}",
                "[1,]",
                "{\"a\" 1}",
                "{1:2}",
                "// comment\n{}",
                Doors.PING + "garbage",
                Doors.PING + Doors.PING,
                Doors.PING + "\n" + Doors.PING,
                "\u0000",
                "\u0001{}",
                "{\"a\":\"\t\"}",
                "\u00a0{}",
                "<xml/>",
                "GET / HTTP/1.1\r\n\r\n")) {
            cases.refused(Row.H27, Hostile.shown(text), text, McpCases.PARSE, null);
        }
        cases.refused(Row.H27, "an empty text", "", McpCases.PARSE, null);
        cases.refused(Row.H27, "white space", " \r\n\t ", McpCases.PARSE, null);
        cases.refused(Row.H27, "a byte order mark before a ping", "\ufeff" + Doors.PING, McpCases.PARSE, null);
    }

    private void batches() {
        cases.refused(Row.H28, "an empty one", "[]", McpCases.INVALID, null);
        cases.refused(Row.H28, "of a number", "[1]", McpCases.INVALID, null);
        cases.refused(Row.H28, "of a batch", "[[" + Doors.PING + "]]", McpCases.INVALID, null);
        cases.refused(
                Row.H28,
                "of 10,000 requests",
                "[" + (Doors.PING + ",").repeat(9_999) + Doors.PING + "]",
                McpCases.INVALID,
                null);
        cases.refused(
                Row.H28,
                "of 100 requests, in no session",
                "[" + (Doors.PING + ",").repeat(99) + Doors.PING + "]",
                McpCases.INVALID,
                null);
    }

    private void notJsonRpc() {
        for (String text : List.of(
                "\"hi\"",
                "42",
                "null",
                "true",
                "{}",
                "{\"method\":\"ping\"}",
                "{\"jsonrpc\":2.0,\"method\":\"ping\"}")) {
            cases.refused(Row.H29, text, text, McpCases.INVALID, null);
        }
        for (String version : List.of("1.0", "2", "2.00", "", "\\u0000")) {
            cases.refused(
                    Row.H29,
                    "version " + version,
                    "{\"jsonrpc\":\"" + version + "\",\"id\":1,\"method\":\"ping\"}",
                    McpCases.INVALID,
                    "1");
        }
        cases.refused(
                Row.H29, "a number as method", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", McpCases.INVALID, "1");
        cases.refused(
                Row.H29, "null as method", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}", McpCases.INVALID, "1");
        for (String params : List.of("[]", "\"x\"", "null", "7")) {
            cases.refused(
                    Row.H38,
                    "params " + params,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + params + "}",
                    McpCases.INVALID_PARAMS,
                    "1");
        }
    }

    private void ids() {
        for (String id : List.of(
                "0",
                "-0",
                "1",
                "9223372036854775808",
                "-9223372036854775809",
                "\"\"",
                "\"\\u0000\"",
                "\"a\\nb\"",
                "\"\u2028\"",
                "\"" + "x".repeat(10_000) + "\"",
                "9".repeat(900))) {
            String what = "legal: " + Hostile.shown(id);
            cases.overWebSocket(Row.H30, what, socket -> {
                assertThat(socket.ask(ping(id))).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
                return "echoed";
            });
            cases.overHttp(Row.H30, what, McpCases.INITIALIZE.replace("\"id\":1", "\"id\":" + id), answer -> {
                assertThat(answer).contains("\"id\":" + id + ",\"result\":");
                return "echoed";
            });
        }
        for (String id : List.of("null", "1.5", "1e400", "1e2", "true", "{}", "[]", "[1]")) {
            cases.refused(Row.H30, "illegal: " + Hostile.shown(id), ping(id), McpCases.INVALID, null);
        }
        cases.refused(Row.H30, "illegal: of 2,000 digits", ping("9".repeat(2_000)), McpCases.PARSE, null);
        cases.overWebSocket(Row.H30, "the same id a hundred times at once", socket -> {
            for (int i = 0; i < 100; i++) {
                socket.send(ping("1"));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(socket.text()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            }
            return "a hundred answers of their own";
        });
    }

    private void nesting() {
        for (String text : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "[".repeat(100_000) + "]".repeat(100_000),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":" + "[".repeat(5_000)
                        + "]".repeat(5_000) + "}}")) {
            cases.both(Row.H32, text.length() + " characters of " + Hostile.shown(text), text, answer -> {
                int code = McpCases.error(answer).getInt("code");
                assertThat(code).isIn(McpCases.PARSE, McpCases.INVALID_PARAMS);
                return Integer.toString(code);
            });
        }
        cases.refused(
                Row.H32,
                "a number of a million digits",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":" + "9".repeat(1_000_000) + "}}",
                McpCases.INVALID_PARAMS,
                "1");
        cases.refused(
                Row.H32, "a member name of a megabyte", "{\"" + "x".repeat(1_000_000) + "\":1}", McpCases.PARSE, null);
        cases.refused(
                Row.H32,
                "100,000 members",
                "{"
                        + IntStream.range(0, 100_000)
                                .mapToObj(i -> "\"" + i + "\":1")
                                .collect(Collectors.joining(","))
                        + "}",
                McpCases.INVALID,
                null);
    }

    private static String ping(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}";
    }
}
