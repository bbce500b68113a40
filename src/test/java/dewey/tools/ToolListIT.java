package dewey.tools;

import static dewey.tools.RefusalAssert.assertRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tools say of themselves, and that they hold to it: each schema is asked for what it forbids. */
@OnRunningDewey
class ToolListIT {
    private static final JsonSchema META_SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    private static final String SOME_ID = "01990000-0000-7000-8000-000000000000";
    private static final int LONGEST_SENT = 20_000;

    private final RunningDewey dewey;
    private CheckedClient client;

    ToolListIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    /** All tools, each with the arguments that it cannot do without. */
    static Stream<Arguments> tools() {
        JsonObject message = JsonOf.object("role", "user", "content", "x");
        return Stream.of(
                Arguments.of("dewey_apply_retention", JsonOf.object("name", "x")),
                Arguments.of("dewey_begin_conversation", JsonOf.object()),
                Arguments.of("dewey_build_context", JsonOf.object()),
                Arguments.of("dewey_delete_conversation", JsonOf.object("conversation_id", SOME_ID, "force", true)),
                Arguments.of("dewey_delete_retention_policy", JsonOf.object("name", "x")),
                Arguments.of("dewey_delete_startup_context", JsonOf.object("name", "x", "force", true)),
                Arguments.of("dewey_erase_conversation", JsonOf.object("conversation_id", SOME_ID, "force", true)),
                Arguments.of("dewey_export", JsonOf.object()),
                Arguments.of("dewey_get_conversation", JsonOf.object("conversation_id", SOME_ID)),
                Arguments.of("dewey_get_session", JsonOf.object("conversation_id", SOME_ID)),
                Arguments.of("dewey_get_startup_context", JsonOf.object()),
                Arguments.of("dewey_list_conversations", JsonOf.object()),
                Arguments.of("dewey_list_retention_policies", JsonOf.object()),
                Arguments.of("dewey_list_sessions", JsonOf.object()),
                Arguments.of("dewey_list_startup_contexts", JsonOf.object()),
                Arguments.of("dewey_list_trash", JsonOf.object()),
                Arguments.of("dewey_restore_conversation", JsonOf.object("conversation_id", SOME_ID)),
                Arguments.of("dewey_search", JsonOf.object("query", "x")),
                Arguments.of("dewey_set_retention_policy", JsonOf.object("name", "x", "older_than_days", 1)),
                Arguments.of("dewey_set_startup_context", JsonOf.object("name", "x", "content", "x")),
                Arguments.of(
                        "dewey_store_message",
                        JsonOf.object("conversation_id", SOME_ID, "role", "user", "content", "x")),
                Arguments.of("dewey_store_messages_bulk", JsonOf.object("messages", JsonOf.array(message))),
                Arguments.of("dewey_update_conversation", JsonOf.object("conversation_id", SOME_ID, "title", "x")));
    }

    @Test
    void listsAllToolsInTheSameOrderInBothEras() {
        try (McpClient legacy = McpClient.legacy(dewey.mcp());
                McpClient modern = McpClient.modern(dewey.mcp())) {
            // when
            JsonValue first =
                    legacy.request("tools/list").getJsonObject("result").get("tools");
            JsonValue second =
                    modern.request("tools/list").getJsonObject("result").get("tools");

            // then
            assertThat(first).isEqualTo(second);
            assertThat(first.asJsonArray())
                    .extracting(tool -> tool.asJsonObject().getString("name"))
                    .containsExactlyElementsOf(
                            tools().map(tool -> (String) tool.get()[0]).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void describesEachTool(String name) {
        // when
        JsonObject tool = client.tools().get(name);

        // then
        assertThat(tool.getString("title")).isNotBlank();
        assertThat(tool.getString("description")).isNotBlank();
        JsonObject hints = tool.getJsonObject("annotations");
        boolean reads = name.matches("dewey_(build|export|get|list|search).*");
        boolean sets = name.matches("dewey_(set|update).*");
        boolean deletes = name.matches("dewey_(delete|erase|apply).*");
        assertThat(hints.getBoolean("openWorldHint")).isFalse();
        assertThat(hints.getBoolean("readOnlyHint")).isEqualTo(reads);
        assertThat(hints.getBoolean("destructiveHint")).isEqualTo(sets || deletes);
        assertThat(hints.getBoolean("idempotentHint")).isEqualTo(reads || sets || deletes);
    }

    @ParameterizedTest
    @MethodSource("tools")
    void hasValidSchemas(String name) {
        for (String member : Set.of("inputSchema", "outputSchema")) {
            JsonObject schema = client.tools().get(name).getJsonObject(member);

            assertThat(schema.getString("type")).isEqualTo("object");
            assertThat(META_SCHEMA.validate(JsonText.write(schema), InputFormat.JSON))
                    .as(name + " " + member)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void refusesAnUnknownArgument(String name, JsonObject enough) {
        JsonObject error = client.refusal(name, with(enough, "colour", JsonText.string("red")));

        assertRefusal(error).isInvalid("colour").mentions("colour is not an argument; known are ");
        if (!properties(name).isEmpty()) {
            assertRefusal(error).mentions(properties(name).keySet().toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void refusesAMissingOrNullArgumentThatItNeeds(String name, JsonObject enough) {
        JsonObject schema = client.tools().get(name).getJsonObject("inputSchema");
        for (JsonString needed : schema.getJsonArray("required").getValuesAs(JsonString.class)) {
            String field = needed.getString();

            assertRefusal(client.refusal(
                            name, JsonText.object(enough).remove(field).build()))
                    .isInvalid(field)
                    .says(field + " is missing");
            assertRefusal(client.refusal(name, with(enough, field, JsonValue.NULL)))
                    .isInvalid(field)
                    .says(field + " is null");
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void refusesAnArgumentOfAnotherType(String name, JsonObject enough) {
        properties(name).forEach((field, schema) -> {
            JsonValue wrong = isText(schema) ? JsonText.number(7) : JsonText.string("seven");

            assertRefusal(client.refusal(name, with(enough, field, wrong)))
                    .isInvalid(field)
                    .mentions(field + (field.equals("force") ? " must be true" : " is a "));
        });
    }

    @ParameterizedTest
    @MethodSource("tools")
    void refusesANumberOutsideItsBounds(String name, JsonObject enough) {
        properties(name).forEach((field, schema) -> {
            if (schema.getString("type", "").equals("integer")) {
                String below = String.valueOf(schema.getInt("minimum") - 1);
                String above = String.valueOf(schema.getInt("maximum") + 1L);
                for (String number : Set.of(below, above, "1e400", "99999999999999999999999999")) {
                    assertRefusal(client.refusal(name, with(enough, field, number(number))))
                            .isInvalid(field)
                            .mentions("; it must be ", String.valueOf(schema.getInt("minimum")));
                }
                assertRefusal(client.refusal(name, with(enough, field, number(below))))
                        .mentions(field + " is " + below + "; it must be ");
                assertRefusal(client.refusal(name, with(enough, field, number("1.5"))))
                        .isInvalid(field)
                        .says(field + " is 1.5; it must be a whole number");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("tools")
    void refusesATextThatIsTooLongOrNotAmongTheChoices(String name, JsonObject enough) {
        properties(name).forEach((field, schema) -> {
            int longest = schema.getInt("maxLength", Integer.MAX_VALUE);
            if (longest <= LONGEST_SENT) {
                assertRefusal(client.refusal(name, with(enough, field, JsonText.string("x".repeat(longest + 1)))))
                        .isTooLarge(field, longest + 1L, longest, "characters");
            }
            if (schema.containsKey("enum")) {
                assertRefusal(client.refusal(name, with(enough, field, JsonText.string("Captain"))))
                        .isInvalid(field)
                        .mentions(field + " is \"Captain\"; it must be one of ")
                        .mentions(schema.getJsonArray("enum").getValuesAs(JsonString::getString).stream()
                                .toArray(String[]::new));
            }
            if (schema.getString("format", "").equals("uuid")) {
                assertRefusal(client.refusal(name, with(enough, field, JsonText.string("7"))))
                        .isInvalid(field)
                        .says(field + " is \"7\"; it must be a UUID");
            }
        });
    }

    private Map<String, JsonObject> properties(String tool) {
        JsonObject properties =
                client.tools().get(tool).getJsonObject("inputSchema").getJsonObject("properties");
        return properties.keySet().stream().collect(Collectors.toMap(name -> name, properties::getJsonObject));
    }

    private static boolean isText(JsonObject schema) {
        return schema.containsKey("anyOf") || schema.getString("type").equals("string");
    }

    private static JsonObject with(JsonObject arguments, String name, JsonValue value) {
        return JsonText.object(arguments).add(name, value).build();
    }

    private static JsonValue number(String number) {
        return McpClient.json("{\"n\":" + number + "}").get("n");
    }
}
