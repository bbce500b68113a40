package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.hostile.Tools.Answer;
import dewey.wire.HttpHead;
import dewey.wire.HttpReply;
import dewey.wire.Wire;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is taken out of Dewey as files, and brought in: of hostile names, of hostile contents, and of a size that no memory holds. */
final class Exported {
    private static final String ROOM = "exports";
    private static final Pattern CELL = Pattern.compile("\"((?:[^\"]|\"\")*)\"");
    private static final String FORMULAS = "=+-@\t\r\n＝＋－＠";
    private static final long SPARE_BYTES = 32L << 20;

    private final RunningDewey dewey;
    private final Doors doors;
    private final ToolCases cases;

    Exported(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
        cases = new ToolCases(dewey);
    }

    Stream<Case> cases() {
        for (String text : List.of(
                "=cmd|' /C calc'!A0",
                "+1+1",
                "-2+3",
                "@SUM(1)",
                "\t=1",
                "\r=1",
                "＝1+1",
                "\"=1",
                "a\",\"=1",
                "x\r\n=1")) {
            cases.add(Row.H76, ROOM, "a formula in a title: " + Hostile.shown(text), tools -> formula(tools, text));
        }
        for (String text : Hostile.TEXTS) {
            cases.add(Row.H76, ROOM, "as HTML and Markdown: " + Hostile.shown(text), tools -> readable(tools, text));
            cases.add(Row.H76, "transfers", "asked for with " + Hostile.shown(text), tools -> asked(text));
        }
        for (String range : List.of(
                "bytes=-1",
                "bytes=0-0",
                "bytes=9-0",
                "bytes=99999999999999999999-",
                "lines=1-2",
                "bytes=" + "0-0,".repeat(500) + "0-0")) {
            cases.add(Row.H76, "transfers", "Range: " + Hostile.shown(range), tools -> ranged(tools, range));
        }
        for (String name : List.of(
                "../../outside.jsonl", "/tmp/outside.jsonl", "..\\outside.jsonl", "a\u0000b", "\r\nSet-Cookie: x")) {
            cases.add(Row.H76, "transfers", "an upload named " + Hostile.shown(name), tools -> uploaded(name));
        }
        Stream<Case> large = Stream.of(
                Case.of(Row.H76, ROOM, "a session of 50,000 messages", () -> streamed(50_000))
                        .takingItsTime(),
                Case.of(Row.H76, "transfers", "a client that reads nothing of an export", this::unread)
                        .takingItsTime(),
                Case.longOne(Row.H76, ROOM, "a session of 1,000,000 messages", () -> streamed(1_000_000)));
        return Stream.concat(cases.stream(), large);
    }

    private String formula(Tools tools, String text) throws IOException {
        String session = UUID.randomUUID().toString();
        Answer begun = tools.call("dewey_begin_conversation", "title", text, "session_id", session);
        if (begun.isRefused()) {
            return begun.reason();
        }
        String csv = export("format=csv&session_id=" + session).body();
        List<String> cells = CELL.matcher(csv)
                .results()
                .map((MatchResult cell) -> cell.group(1).replace("\"\"", "\""))
                .toList();
        assertThat(cells).anyMatch(cell -> cell.endsWith(text.strip()));
        assertThat(cells).as(csv).noneMatch(cell -> !cell.isEmpty() && FORMULAS.indexOf(cell.charAt(0)) >= 0);
        assertThat(CELL.matcher(csv).replaceAll("").replace("\r\n", ""))
                .as("between cells")
                .matches(",*");
        return "text";
    }

    private String readable(Tools tools, String text) throws IOException {
        String conversation = tools.begin();
        if (tools.store(conversation, "content", text, "author", "<b>" + text).isRefused()
                && tools.store(conversation, "content", text).isRefused()) {
            return "refused";
        }
        String html = export("format=html&conversation_id=" + conversation).body();
        assertThat(html).doesNotContain("<script>alert", "<img src=x", "<b>").endsWith("</html>\n");
        assertThat(export("format=markdown&conversation_id=" + conversation).status())
                .isEqualTo(200);
        return "text";
    }

    /** In the place of every parameter. */
    private String asked(String text) throws IOException {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        for (String name : List.of("format", "conversation_id", "session_id", "metadata")) {
            HttpReply reply = export(name + "=" + encoded);
            assertThat(reply.status()).as(name).isIn(200, 400, 404);
            reply.head().header("Content-Disposition").ifPresent(file -> assertThat(file)
                    .matches("attachment; filename=\"dewey-export\\.[a-z]+\""));
        }
        return "an empty file, or refused";
    }

    private String ranged(Tools tools, String range) throws IOException {
        String conversation = tools.begin();
        tools.store(conversation, "content", "of a range");
        HttpReply reply = doors.request("GET", "/api/export?conversation_id=" + conversation, "", "Range", range);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("of a range");
        return "200, all of it";
    }

    private String uploaded(String name) throws IOException {
        HttpReply reply = doors.post(
                "/api/import?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8),
                "{\"role\":\"user\",\"content\":\"uploaded\"}");
        assertThat(reply.status()).as(reply.body()).isIn(200, 400);
        assertThat(reply.head().header("Set-Cookie")).isEmpty();
        for (Path outside : List.of(
                Path.of("/tmp/outside.jsonl"),
                dewey.importDirectory().resolveSibling("outside.jsonl"),
                dewey.importDirectory().resolve("../../outside.jsonl"))) {
            assertThat(Files.exists(outside)).as(outside.toString()).isFalse();
        }
        return Integer.toString(reply.status());
    }

    /** In memory there is never more than a part of it: half of it read, the server holds what it held before. */
    private String streamed(int count) throws Exception {
        String conversation = filled(count);
        try {
            long before = dewey.process().liveBytes();
            long lines = 0;
            long held = 0;
            try (Wire wire = asking("/api/export?conversation_id=" + conversation)) {
                for (int c = wire.read(); c >= 0; c = wire.read()) {
                    if (c == '\n' && ++lines == count / 2) {
                        held = dewey.process().liveBytes() - before;
                    }
                }
            }
            assertThat(lines).as("lines, with those of the chunks").isGreaterThan(count);
            assertThat(held).as("bytes held in the middle").isLessThan(SPARE_BYTES);
            return "streamed; " + Math.max(0, held >> 20) + " MiB more alive in the middle";
        } finally {
            emptied(conversation);
        }
    }

    private String unread() throws Exception {
        String conversation = filled(50_000);
        try (Wire wire = asking("/api/export?format=html&conversation_id=" + conversation)) {
            HttpHead head = wire.head();
            assertThat(head.status()).isEqualTo(200);
            // longer than a client may leave an answer unread, in this server (DEWEY_WEBSOCKET_SEND_TIMEOUT)
            TimeUnit.SECONDS.sleep(10);
            assertThat(wire.ends()).isTrue();
            return "cut";
        } finally {
            emptied(conversation);
        }
    }

    private Wire asking(String path) throws IOException {
        Wire wire = Wire.narrow(doors.mcp());
        wire.send("GET " + path + " HTTP/1.1\r\nHost: " + doors.mcp().getAuthority() + "\r\nConnection: close\r\n\r\n");
        return wire;
    }

    /** Written by the database itself, which takes a second instead of a minute. */
    private String filled(int count) throws Exception {
        String id;
        try (Tools tools = new Tools(dewey)) {
            id = tools.begin();
        }
        dewey.postgres()
                .execute(
                        "INSERT INTO messages (conversation_id, tenant, turn_number, id, role, content, created_at) SELECT '"
                                + id
                                + "', 'default', n, gen_random_uuid(), 'user', n || repeat(' as long as this', 60), now()"
                                + " FROM generate_series(1, " + count + ") n; UPDATE conversations SET message_count = "
                                + count
                                + ", next_turn = " + (count + 1) + " WHERE id = '" + id + "'");
        return id;
    }

    private void emptied(String id) throws Exception {
        dewey.postgres()
                .execute("DELETE FROM messages WHERE conversation_id = '" + id
                        + "'; UPDATE conversations SET message_count = 0 WHERE id = '" + id + "'");
    }

    private HttpReply export(String query) throws IOException {
        return doors.request("GET", "/api/export?" + query, "");
    }
}
