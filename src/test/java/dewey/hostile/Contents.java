package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.hostile.Tools.Answer;
import dewey.json.Canonical;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is stored comes back as it was, or is refused with the reason; and nothing is stored by halves. */
final class Contents {
    private static final String ROOM = "conversations";
    private static final int MAX_CONTENT = 1 << 20;
    private static final int MAX_BULK = 10_000;

    private final Doors doors;
    private final ToolCases cases;

    Contents(RunningDewey dewey) {
        cases = new ToolCases(dewey);
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        contents();
        metadata();
        bulks();
        placements();
        return cases.stream();
    }

    private void contents() {
        List<String> texts = new ArrayList<>(Hostile.TEXTS);
        texts.addAll(List.of(
                "x".repeat(MAX_CONTENT),
                "é".repeat(MAX_CONTENT / 2),
                "\ud800".repeat(10_000),
                "\u0000".repeat(100_000),
                "a\u0301".repeat(100_000),
                "\ufdd0".repeat(1_000),
                "\u200b",
                "\\u0000",
                "\r\n\r\n",
                " x ",
                "\ufeffx"));
        for (String text : texts) {
            cases.add(Row.H41, ROOM, text.length() + " characters of " + Hostile.shown(text), tools -> {
                String conversation = tools.begin();
                Answer answer = tools.store(conversation, "content", text);
                if (answer.isRefused()) {
                    assertThat(answer.refusal().getString("field")).isEqualTo("content");
                    assertThat(tools.messages(conversation)).isEmpty();
                    return answer.reason();
                }
                assertThat(tools.messages(conversation)
                                .get(0)
                                .getString("content")
                                .equals(text))
                        .as("the content that comes back is the one that was stored")
                        .isTrue();
                return "came back as it was";
            });
        }
        for (String text : List.of("", " ", "\n\t\u2003", "x".repeat(MAX_CONTENT + 1), "\u0301".repeat(1_000_000))) {
            refused(
                    Row.H41,
                    "refused: " + text.length() + " characters of " + Hostile.shown(text),
                    "content",
                    "content",
                    JsonText.string(text));
        }
        cases.add(Row.H41, ROOM, "50 MB", tools -> {
            try (WireSocket socket = doors.open()) {
                socket.send(Frame.text("").announcing(50 << 20));
                byte[] block = new byte[1 << 16];
                try {
                    for (int i = 0; i < 800; i++) {
                        socket.wire().send(block);
                    }
                } catch (java.io.IOException cut) {
                    // closed before all was sent
                }
                int code = socket.closeCode();
                // 1007: what it was sent so far is no UTF-8, which WildFly finds before it knows the size
                assertThat(code).isIn(1007, 1009, 1011, 1006);
                return code == 1006 ? "cut" : Integer.toString(code);
            }
        });
    }

    private void metadata() {
        for (String json : List.of(
                "{}",
                "{\"a\":1,\"b\":1.0,\"c\":1e2,\"d\":-0,\"e\":0.1}",
                "{\"n\":123456789012345678901234567890.123456789}",
                "{\"n\":1e-300}",
                "{\"\":\"\"}",
                "{\"a\\u0000b\":\"\\u0000\"}",
                "{\"\\ud800\":\"\\udfff\"}",
                "{\"date\":\"2026-13-45T99:99:99Z\",\"uuid\":\"not-one\"}",
                "{\"$ref\":\"#\",\"a\":{\"$ref\":\"#/a\"}}",
                "{\"__proto__\":{\"admin\":true},\"constructor\":null}",
                "{\"a\":[null,true,false,[],{}]}",
                "{\"x\":\"'; DROP TABLE messages; --\"}",
                "{\"" + "k".repeat(8_000) + "\":1}",
                "{\"a\":\"" + "x".repeat(200_000) + "\"}")) {
            cases.add(Row.H42, ROOM, Hostile.shown(json), tools -> {
                JsonObject metadata = object(json);
                String conversation = tools.begin();
                Answer answer = tools.store(conversation, "metadata", metadata);
                if (answer.isRefused()) {
                    assertThat(answer.refusal().getString("field")).startsWith("metadata");
                    return answer.reason();
                }
                JsonObject stored = tools.messages(conversation).get(0).getJsonObject("metadata");
                assertThat(Canonical.text(stored)).isEqualTo(Canonical.text(metadata));
                return "came back as it was";
            });
        }
        for (String json : List.of(
                "[]",
                "\"x\"",
                "7",
                "{\"n\":1e400000}",
                "{\"" + "k".repeat(10_000) + "\":1}",
                "{\"a\":".repeat(40) + "1" + "}".repeat(40),
                "{\"a\":\"" + "x".repeat(300_000) + "\"}",
                "{\"a\":[" + "1,".repeat(200_000) + "1]}")) {
            refused(Row.H42, "refused: " + Hostile.shown(json), "metadata", "metadata", Hostile.json(json));
        }
        for (String json : List.of("{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":undefined}", "{\"a\":01}")) {
            cases.add(Row.H42, ROOM, "no JSON: " + json, tools -> {
                try (WireSocket socket = doors.open()) {
                    String answer = socket.ask(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"dewey_begin_conversation\",\"arguments\":{\"metadata\":"
                                    + json + "}}}");
                    assertThat(answer).contains("-32700");
                    return "-32700";
                }
            });
        }
    }

    private void bulks() {
        for (int size : new int[] {1, 100, MAX_BULK}) {
            cases.add(Row.H43, ROOM, size + " messages", tools -> {
                JsonObject stored = bulk(
                                tools,
                                IntStream.range(0, size)
                                        .mapToObj(i -> message("number " + i))
                                        .toArray())
                        .structured();
                assertThat(stored.getInt("stored")).isEqualTo(size);
                return "stored";
            });
        }
        JsonObject good = message("x");
        Object[] lastIsBad = Collections.nCopies(5_000, good).toArray();
        lastIsBad[4_999] = JsonOf.object("role", "user", "content", " ");
        refusedBulk("none", "messages");
        refusedBulk(
                "10,001", "messages", Collections.nCopies(MAX_BULK + 1, good).toArray());
        refusedBulk(
                "300,000 in one call",
                "messages",
                Collections.nCopies(300_000, JsonOf.object("role", "user", "content", "x"))
                        .toArray());
        refusedBulk("the last of 5,000 is blank", "messages[4999].content", lastIsBad);
        refusedBulk("one is null", "messages[1]", good, null);
        refusedBulk("one is a number", "messages[0]", 7);
        refusedBulk(
                "one names another conversation",
                "messages[1].conversation_id",
                good,
                JsonOf.object(
                        "role", "user", "content", "x", "conversation_id", "00000000-0000-7000-8000-000000000000"));
        refusedBulk(
                "one has a content over the limit", "messages[1].content", good, message("x".repeat(MAX_CONTENT + 1)));
        refusedBulk(
                "one has metadata that are none",
                "messages[1].metadata",
                good,
                JsonOf.object("role", "user", "content", "x", "metadata", 7));
        cases.add(Row.H43, ROOM, "the same external id twice", tools -> {
            JsonObject same = JsonOf.object("role", "user", "content", "x", "external_id", "same");
            Answer answer = bulk(tools, same, same);
            if (answer.isRefused()) {
                return answer.reason();
            }
            assertThat(answer.structured().getInt("stored")
                            + answer.structured().getInt("duplicates"))
                    .isEqualTo(2);
            assertThat(tools.messages(answer.structured().getString("conversation_id")))
                    .hasSize(1);
            return "stored once";
        });
        cases.add(Row.H43, ROOM, "the same bulk ten times at once", tools -> {
            String conversation = tools.begin();
            JsonArray messages = JsonOf.array(IntStream.range(0, 50)
                    .mapToObj(i -> JsonOf.object("role", "user", "content", "x", "external_id", "e" + i))
                    .toArray());
            List<java.util.concurrent.CompletableFuture<JsonObject>> all = IntStream.range(0, 10)
                    .mapToObj(i -> tools.client()
                            .beginCall(
                                    "dewey_store_messages_bulk",
                                    JsonOf.object("conversation_id", conversation, "messages", messages)))
                    .toList();
            all.forEach(McpClient::await);
            assertThat(tools.messages(conversation)).hasSize(50);
            return "each stored once";
        });
    }

    private void placements() {
        for (String role : List.of("User", "root", "", " user", "user\u0000", "x".repeat(10_000))) {
            refused(Row.H47, "role " + Hostile.shown(role), "role", "role", JsonText.string(role));
        }
        for (String turn : List.of("0", "-1", "1.5", "2147483648", "1e400", "\"1\"")) {
            refused(Row.H47, "turn " + turn, "turn_number", "turn_number", Hostile.json(turn));
        }
        cases.add(Row.H47, ROOM, "the same turn twice", tools -> {
            String conversation = tools.begin();
            assertThat(tools.store(conversation, "turn_number", 5).isRefused()).isFalse();
            String reason = tools.store(conversation, "turn_number", 5).reason();
            assertThat(tools.messages(conversation)).hasSize(1);
            return reason;
        });
        cases.add(Row.H47, ROOM, "the last turn there can be, and one more", tools -> {
            String conversation = tools.begin();
            String last =
                    tools.store(conversation, "turn_number", 1_000_000_000).outcome();
            return last + ", then " + tools.store(conversation).outcome();
        });
        for (String time : List.of(
                "0000-01-01T00:00:00Z",
                "-0001-01-01",
                "99999-01-01",
                "+10000-01-01T00:00:00Z",
                "2026-02-30",
                "2026-01-01T25:00:00Z",
                "2026-01-01T00:00:00+99:00",
                "2026-01-01T00:00:00",
                "1",
                "now",
                "'; SELECT 1")) {
            refusedBulk(
                    "time " + time,
                    "messages[0].created_at",
                    JsonOf.object("role", "user", "content", "x", "created_at", time));
        }
    }

    /** Refused with this field, and nothing more is stored. */
    private void refused(Row row, String what, String field, String argument, JsonValue value) {
        cases.add(row, ROOM, what, tools -> {
            String conversation = tools.begin();
            String before = tools.rows();
            JsonObject refusal = tools.store(conversation, argument, value).refusal();
            requireNamed(refusal, field);
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            return refusal.getString("reason", "-32602");
        });
    }

    private void refusedBulk(String what, String field, Object... messages) {
        Row row = what.startsWith("time") ? Row.H47 : Row.H43;
        cases.add(row, ROOM, what, tools -> {
            String before = tools.rows();
            JsonObject refusal = bulk(tools, messages).refusal();
            requireNamed(refusal, field);
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            return refusal.getString("reason", "-32602");
        });
    }

    /** What is beyond the bounds of any message is refused before anybody looks into it. */
    private static void requireNamed(JsonObject refusal, String field) {
        String named = refusal.getString("field", refusal.getString("message"));
        if (!named.startsWith("Invalid params: the message is JSON ")) {
            assertThat(named).startsWith(field);
        }
    }

    private static Answer bulk(Tools tools, Object... messages) {
        return tools.call("dewey_store_messages_bulk", "messages", JsonOf.array(messages));
    }

    private static JsonObject message(String content) {
        return JsonOf.object("role", "user", "content", content);
    }

    private static JsonObject object(String json) {
        return Hostile.json(json).asJsonObject();
    }
}
