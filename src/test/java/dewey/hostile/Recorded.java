package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is relayed goes through as it is, and stands in the record as it may. */
@SuppressWarnings("try") // an upstream that only has to be there
final class Recorded {
    private static final String ROOM = "recording";
    private static final String SECRET = Hostile.SECRET;

    private final RunningDewey dewey;
    private final Doors doors;

    Recorded(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        return Stream.of(secrets(), odd(), clocks()).flatMap(cases -> cases);
    }

    /** Built at run time, so that no scanner takes this file for one that leaks. */
    private Stream<Case> secrets() {
        String nested = "{\"password\":\"" + SECRET + "\"}";
        for (int i = 0; i < 10; i++) {
            nested = i % 2 == 0 ? "{\"a\":" + nested + "}" : "[" + nested + "]";
        }
        String jwt = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + encoded("{\"sub\":\"1234567890\",\"name\":\"x\"}") + "."
                + encoded("signature-of-thirty-two-bytes-long!");
        return Stream.of(
                redacted(
                        "a bearer token",
                        "Bearer " + "abcdefghij0123456789" + "ABCDEFGHIJ",
                        "abcdefghij0123456789ABCDEFGHIJ"),
                redacted("an API key", LogWatch.SECRETS.get(1), LogWatch.SECRETS.get(1)),
                redacted("a GitHub token", "ghp_" + "a1B2".repeat(9), "ghp_" + "a1B2".repeat(9)),
                redacted("an AWS key", "AKIA" + "IOSFODNN7EXAMPLE", "AKIA" + "IOSFODNN7EXAMPLE"),
                redacted("a JWT", jwt, jwt),
                redacted(
                        "a private key",
                        "-----BEGIN " + "PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0\\n-----END " + "PRIVATE KEY-----",
                        "MIIEvQIBADANBgkqhkiG9w0"),
                redactedJson("a password ten levels deep", nested),
                redactedJson("names in mixed case", "{\"PassWord\":\"" + SECRET + "\",\"API_KEY\":\"" + SECRET + "\"}"),
                redactedJson("in an array", "{\"password\":[\"" + SECRET + "\"]}"));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Case redacted(String what, String text, String secret) {
        return relayedWithout(what, "{\"text\":\"" + text + "\"}", secret);
    }

    private Case redactedJson(String what, String json) {
        return relayedWithout(what, json, SECRET);
    }

    private Case relayedWithout(String what, String json, String secret) {
        return Case.of(Row.H52, ROOM, what, () -> {
            String mark = UUID.randomUUID().toString();
            String message = "{\"jsonrpc\":\"2.0\",\"id\":\"" + mark
                    + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"arguments\":" + json + "}}";
            try (EchoUpstream echo = new EchoUpstream();
                    WireSocket client = WireSocket.open(doors.relay())) {
                assertThat(client.ask(message)).isEqualTo(message);
            }
            List<String> contents = recorded(mark, 2);
            assertThat(contents)
                    .allSatisfy(content ->
                            assertThat(content).doesNotContain(secret).contains("***"));
            return "untouched on the line, redacted in the record";
        });
    }

    private Stream<Case> odd() {
        List<String> texts = new ArrayList<>(Hostile.TEXTS.stream()
                .filter(text -> !text.contains("\ud800") && !text.contains("\udfff") && !text.equals(SECRET))
                .toList());
        texts.addAll(List.of(
                "",
                " ",
                "{",
                "{\"no\":\"jsonrpc\"}",
                "{ \"jsonrpc\" :\t\"2.0\",\r\n\"id\":12345678901234567890123456789,\"method\":\"\\u0041\" }",
                "[[[[",
                "{\"jsonrpc\":\"2.0\",\"method\":\"of/the/future\"}",
                "7",
                "null"));
        return Stream.concat(
                texts.stream()
                        .map(text -> Case.of(
                                Row.H63, ROOM, Hostile.shown("text: " + text), () -> asItWas(Frame.text(text)))),
                Stream.of(new byte[0], new byte[] {0, -1, 127, -128}, new byte[16 << 20])
                        .map(data -> Case.of(
                                Row.H63,
                                ROOM,
                                "binary of " + data.length,
                                () -> asItWas(Frame.of(Frame.BINARY, data)))));
    }

    private String asItWas(Frame frame) throws Exception {
        try (EchoUpstream echo = new EchoUpstream();
                WireSocket client = WireSocket.open(doors.relay())) {
            client.send(frame);
            Frame back = client.next();
            assertThat(back.opcode()).isEqualTo(frame.opcode());
            byte[] whole = back.payload();
            while (!back.last()) {
                back = client.next();
                byte[] longer = java.util.Arrays.copyOf(whole, whole.length + back.payload().length);
                System.arraycopy(back.payload(), 0, longer, whole.length, back.payload().length);
                whole = longer;
            }
            assertThat(java.util.Arrays.equals(whole, frame.payload()))
                    .as("the same bytes")
                    .isTrue();
            return "as it was";
        }
    }

    private List<String> recorded(String mark, int count) throws Exception {
        // the latest sessions only: there may be many large messages
        String query = "SELECT coalesce(string_agg(content, E'\\n'), '') FROM messages WHERE conversation_id IN"
                + " (SELECT id FROM conversations ORDER BY created_at DESC LIMIT 5) AND content LIKE '%" + mark + "%'";
        for (int i = 0; i < 200; i++) {
            List<String> contents = dewey.postgres().ask(query).lines().toList();
            if (contents.size() >= count) {
                return contents;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the messages are not in the record");
    }

    private Stream<Case> clocks() {
        return Stream.of(Case.of(
                Row.H72,
                "conversations",
                "times that run backwards, over a change to winter time and a leap second",
                () -> {
                    List<String> times = List.of(
                            "2026-10-25T01:30:00Z",
                            "2026-10-25T00:30:00Z",
                            "2016-12-31T23:59:59Z",
                            "2017-01-01T00:00:00Z",
                            "2000-01-01T00:00:00Z",
                            "2026-10-25T02:30:00+02:00");
                    try (Tools tools = new Tools(dewey)) {
                        Object[] messages = IntStream.range(0, times.size())
                                .mapToObj(i -> JsonOf.object(
                                        "role", "user", "content", "number " + i, "created_at", times.get(i)))
                                .toArray();
                        String conversation = tools.call(
                                        "dewey_store_messages_bulk", "messages", JsonOf.array(messages))
                                .structured()
                                .getString("conversation_id");
                        tools.store(conversation, "content", "number " + times.size());
                        List<String> contents = tools.messages(conversation).stream()
                                .map(message -> message.getString("content"))
                                .toList();
                        assertThat(contents)
                                .isEqualTo(IntStream.rangeClosed(0, times.size())
                                        .mapToObj(i -> "number " + i)
                                        .toList());
                        return "in the order of their turns";
                    }
                }));
    }
}
