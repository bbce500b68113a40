package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.hostile.Tools.Answer;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Hostile ways to look for what is stored, and to page through it. */
final class Finding {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ABSENT = "00000000-0000-7000-8000-000000000000";

    private final ToolCases cases;

    Finding(RunningDewey dewey) {
        cases = new ToolCases(dewey);
    }

    Stream<Case> cases() {
        conversations();
        queries();
        pages();
        texts();
        return cases.stream();
    }

    private void conversations() {
        for (String id : List.of(
                "",
                "x",
                "7",
                ABSENT + "0",
                ABSENT.substring(1),
                "{" + ABSENT + "}",
                "'; drop table conversations; --",
                "../" + ABSENT,
                "\u0000",
                ABSENT + "\r\nx")) {
            cases.add(Row.H40, "conversations", "id " + Hostile.shown(id), tools -> {
                for (String tool : List.of("dewey_get_conversation", "dewey_get_session")) {
                    assertThat(tools.call(tool, "conversation_id", id).refusal().getString("field"))
                            .isEqualTo("conversation_id");
                }
                return tools.store(id).reason();
            });
        }
        cases.add(Row.H40, "conversations", "absent, nil, and deleted: the same words", tools -> {
            String deleted = tools.begin();
            tools.call("dewey_delete_conversation", "conversation_id", deleted, "force", true);
            List<String> words = new ArrayList<>();
            for (String id : List.of(
                    ABSENT,
                    "00000000-0000-0000-0000-000000000000",
                    UUID.randomUUID().toString(),
                    deleted)) {
                for (Answer answer : List.of(
                        tools.call("dewey_get_conversation", "conversation_id", id),
                        tools.store(id),
                        tools.call("dewey_delete_conversation", "conversation_id", id, "force", true))) {
                    words.add(answer.refusal().toString().replace(id, "ID"));
                }
            }
            assertThat(words.subList(3, 12))
                    .isEqualTo(IntStream.range(0, 9)
                            .mapToObj(i -> words.get(i % 3))
                            .toList());
            return "not_found, the same words";
        });
    }

    private void queries() {
        List<String> queries = new ArrayList<>(Hostile.TEXTS);
        queries.addAll(List.of(
                "'",
                "%",
                "_",
                "\\",
                ":*",
                "&|!()",
                "<->",
                "a:*",
                "a <-> b",
                "!a",
                "((((",
                "\"",
                "\"open",
                "-",
                "- -",
                "OR",
                "AND AND",
                "the a of",
                "😀😀",
                "a".repeat(5_000),
                "a ".repeat(2_000),
                "(".repeat(1_000)));
        for (String query : queries) {
            cases.add(Row.H45, "search", "query " + Hostile.shown(query), tools -> {
                long begun = System.nanoTime();
                Answer answer = tools.call("dewey_search", "query", query);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
                return answer.isRefused() ? answer.reason() : "an answer";
            });
        }
        for (String query : List.of("", " ", "\n")) {
            cases.add(Row.H45, "search", "a blank query of " + query.length(), tools -> tools.call(
                            "dewey_search", "query", query)
                    .outcome());
        }
        cases.add(Row.H45, "search", "a query of a megabyte", tools -> tools.call(
                        "dewey_search", "query", "word ".repeat(200_000))
                .reason());
        cases.add(Row.H45, "search", "10,000 different terms", tools -> tools.call(
                        "dewey_search",
                        "query",
                        String.join(
                                " ",
                                IntStream.range(0, 10_000)
                                        .mapToObj(i -> "term" + i)
                                        .toList()))
                .outcome());
    }

    private void pages() {
        for (String tool :
                List.of("dewey_list_conversations", "dewey_search", "dewey_get_conversation", "dewey_list_sessions")) {
            for (String name : List.of("limit", "offset")) {
                // an offset of 0 is the first page
                for (String number : name.equals("limit") ? List.of("0", "100001") : List.<String>of()) {
                    cases.add(
                            Row.H46,
                            "tools",
                            tool + " limit " + number,
                            tools -> refusedPage(tools, tool, "limit", Hostile.json(number)));
                }
                for (String number :
                        List.of("-1", "2147483648", "9223372036854775808", "\"10\"", "1.5", "1e400", "true")) {
                    cases.add(
                            Row.H46,
                            "tools",
                            tool + " " + name + " " + number,
                            tools -> refusedPage(tools, tool, name, Hostile.json(number)));
                }
            }
            for (String cursor : List.of(
                    "", "x", "AAAA", "eyJvZmZzZXQiOjk5OTl9", "'; SELECT 1", "\u0000", "x".repeat(10_000), ABSENT)) {
                cases.add(
                        Row.H46,
                        "tools",
                        tool + " cursor " + Hostile.shown(cursor),
                        tools -> refusedPage(tools, tool, "cursor", JsonText.string(cursor)));
            }
        }
        cases.add(Row.H46, "tools", "a cursor of another list, and one with each character changed", tools -> {
            tools.begin();
            tools.begin();
            String cursor = tools.call("dewey_list_conversations", "limit", 1)
                    .structured()
                    .getString("next_cursor");
            assertThat(tools.call("dewey_list_conversations", "cursor", cursor, "limit", 1)
                            .isRefused())
                    .isFalse();
            tools.call("dewey_search", "query", "x", "cursor", cursor).outcome();
            for (int i = 0; i < cursor.length(); i++) {
                String changed =
                        cursor.substring(0, i) + (cursor.charAt(i) == 'A' ? 'B' : 'A') + cursor.substring(i + 1);
                tools.call("dewey_list_conversations", "cursor", changed, "limit", 1)
                        .outcome();
            }
            return "refused, or another place in the caller's own list";
        });
    }

    private static String refusedPage(Tools tools, String tool, String name, JsonValue value) {
        JsonObject base =
                switch (tool) {
                    case "dewey_search" -> JsonOf.object("query", "x");
                    case "dewey_get_conversation" -> JsonOf.object("conversation_id", tools.begin());
                    default -> JsonOf.object();
                };
        return tools.call(tool, JsonText.object(base).add(name, value).build()).reason();
    }

    /** Where else a client's text goes. */
    private void texts() {
        for (String text : Hostile.TEXTS) {
            cases.add(Row.H51, "resources", "URIs, prompts and completion: " + Hostile.shown(text), tools -> {
                List<JsonObject> requests = List.of(
                        JsonOf.object("m", "resources/read", "p", JsonOf.object("uri", text)),
                        JsonOf.object("m", "resources/read", "p", JsonOf.object("uri", "dewey://context/" + text)),
                        JsonOf.object("m", "resources/read", "p", JsonOf.object("uri", "dewey://conversation/" + text)),
                        JsonOf.object("m", "prompts/get", "p", JsonOf.object("name", text)),
                        JsonOf.object(
                                "m",
                                "prompts/get",
                                "p",
                                JsonOf.object(
                                        "name",
                                        "resume_conversation",
                                        "arguments",
                                        JsonOf.object("conversation", text))),
                        JsonOf.object("m", "tools/call", "p", JsonOf.object("name", text)),
                        JsonOf.object(
                                "m",
                                "completion/complete",
                                "p",
                                JsonOf.object(
                                        "ref", JsonOf.object("type", "ref/prompt", "name", "resume_conversation"),
                                        "argument", JsonOf.object("name", "conversation", "value", text))));
                for (JsonObject request : requests) {
                    Answer answer = tools.request(request.getString("m"), request.getJsonObject("p"));
                    if (answer.response().containsKey("error")) {
                        assertThat(answer.response().getJsonObject("error").getInt("code"))
                                .as(answer.toString())
                                .isIn(-32602, -32002, -32601);
                    }
                }
                return "text, or refused";
            });
        }
    }
}
