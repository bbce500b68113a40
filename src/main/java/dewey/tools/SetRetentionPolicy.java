package dewey.tools;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.retention.Policies;
import dewey.retention.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** {@code dewey_set_retention_policy}. */
@ApplicationScoped
public class SetRetentionPolicy implements Tool {
    private static final Parameter<Integer> OLDER_THAN_DAYS = Parameter.integer(
                    "older_than_days",
                    1,
                    Policy.MAX_DAYS,
                    "For how many days nothing must have been stored in a conversation")
            .required();
    private static final Parameter<JsonObject> METADATA = Parameter.object(
            "metadata",
            "Only conversations whose metadata contains this, for instance {\"source\": \"proxy\"}; left out, all");

    @Inject
    private Policies policies;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_set_retention_policy",
                "Set how long conversations are kept",
                "Makes a policy by which old conversations are moved to the trash from now on, or changes the one of that name."
                        + " The answer says what it would take away now; dewey_apply_retention does it at once.",
                Parameters.of(RetentionAsJson.NAME, OLDER_THAN_DAYS, METADATA),
                RetentionAsJson.members(),
                Effect.ERASES,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        Policy policy = new Policy(
                call.get(RetentionAsJson.NAME),
                call.get(OLDER_THAN_DAYS),
                call.find(METADATA).orElse(JsonValue.EMPTY_JSON_OBJECT));
        policies.set(call.tenant(), policy);
        return ToolResult.of(RetentionAsJson.policy(policy, policies.affected(call.tenant(), policy)));
    }
}
