package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.hostile.Tools.Answer;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every argument of every tool that the server lists, with what its schema forbids and with hostile texts. */
final class ToolArguments {
    private static final String ROOM = "tools";
    private static final String NOWHERE = "00000000-0000-7000-8000-000000000000";
    /** A tool may take its things in two ways; the least that its schema asks for is neither. */
    private static final List<String> EITHER = List.of("messages");

    private final RunningDewey dewey;

    ToolArguments(RunningDewey dewey) {
        this.dewey = dewey;
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try (Tools tools = new Tools(dewey)) {
            for (JsonObject tool : tools.list()) {
                String name = tool.getString("name");
                JsonObject schema = tool.getJsonObject("inputSchema");
                cases.add(Case.of(Row.H38, ROOM, name + " with arguments nobody knows", () -> unknown(name, schema)));
                for (String argument : Schemas.names(schema)) {
                    cases.add(Case.of(Row.H38, ROOM, name + "." + argument, () -> forbidden(name, schema, argument)));
                    if (Schemas.isText(schema.getJsonObject("properties").getJsonObject(argument))) {
                        cases.add(Case.of(Row.H51, ROOM, name + "." + argument, () -> texts(name, schema, argument)));
                    }
                }
            }
        }
        return cases.stream();
    }

    private String unknown(String name, JsonObject schema) throws Exception {
        try (Tools tools = new Tools(dewey)) {
            String before = tools.rows();
            JsonObject least = least(schema, NOWHERE, "");
            for (String unknown :
                    List.of("__proto__", "constructor", "", "tenant", "x\r\n" + LogWatch.FORGED, "${jndi:ldap://x}")) {
                assertThat(tools.call(name, with(least, unknown, JsonText.string("x")))
                                .isRefused())
                        .as(unknown)
                        .isTrue();
            }
            for (String arguments : List.of("[]", "\"x\"", "7", "true")) {
                JsonObject params = JsonText.object()
                        .add("name", name)
                        .add(
                                "arguments",
                                McpClient.json("{\"v\":" + arguments + "}").get("v"))
                        .build();
                assertThat(tools.request("tools/call", params).isRefused())
                        .as(arguments)
                        .isTrue();
            }
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            return "refused";
        }
    }

    private String forbidden(String name, JsonObject schema, String argument) throws Exception {
        Map<String, JsonValue> values =
                Schemas.forbidden(schema.getJsonObject("properties").getJsonObject(argument));
        try (Tools tools = new Tools(dewey)) {
            String before = tools.rows();
            JsonObject least = least(schema, NOWHERE, argument);
            values.forEach((what, value) -> {
                JsonObject refusal =
                        tools.call(name, with(least, argument, value)).refusal();
                assertThat(refusal.getString("field", "") + refusal.getString("message"))
                        .as(what)
                        .contains(argument);
                assertThat(refusal.getString("message").length())
                        .as("length of the words")
                        .isLessThan(2_000);
            });
            if (least.containsKey(argument)) {
                assertThat(tools.call(name, with(least, argument, JsonValue.NULL))
                                .isRefused())
                        .isTrue();
                assertThat(tools.call(
                                        name,
                                        JsonText.object(least).remove(argument).build())
                                .isRefused())
                        .isTrue();
            }
            assertThat(tools.rows()).as("rows").isEqualTo(before);
            return "refused";
        }
    }

    /** Taken as text or refused by name; what is taken by mistake would be seen in the log, in the time, or as a fault. */
    private String texts(String name, JsonObject schema, String argument) {
        Map<String, Integer> outcomes = new TreeMap<>();
        try (Tools tools = new Tools(dewey)) {
            String conversation = tools.begin();
            JsonObject least = least(schema, conversation, argument);
            for (String text : Hostile.TEXTS) {
                Answer answer = tools.call(name, with(least, argument, JsonText.string(text)));
                outcomes.merge(answer.outcome(), 1, Integer::sum);
                // a context that was set must not be what other tests meet
                if (name.equals("dewey_set_startup_context")) {
                    tools.call(
                            "dewey_delete_startup_context",
                            JsonOf.object("name", argument.equals("name") ? text : "hostile", "force", true));
                }
            }
        }
        return outcomes.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static JsonObject least(JsonObject schema, String conversation, String argument) {
        JsonObject least = Schemas.least(schema, conversation);
        for (String either : EITHER) {
            JsonObject property = schema.getJsonObject("properties").getJsonObject(either);
            if (property != null && !argument.startsWith(either)) {
                least = with(least, either, Schemas.sample(property, conversation));
            }
        }
        return least;
    }

    private static JsonObject with(JsonObject arguments, String name, JsonValue value) {
        return JsonText.object(arguments).add(name, value).build();
    }
}
