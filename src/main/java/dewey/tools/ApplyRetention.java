package dewey.tools;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.limits.Family;
import dewey.retention.Affected;
import dewey.retention.Policies;
import dewey.retention.Policy;
import dewey.retention.Retention;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;

/** {@code dewey_apply_retention}. */
@ApplicationScoped
public class ApplyRetention implements Tool {
    private static final Parameter<Boolean> DRY_RUN = Parameter.flag(
                    "dry_run", "Whether only to say what would be taken away")
            .otherwise(true, JsonValue.TRUE);

    @Inject
    private Policies policies;

    @Inject
    private Retention retention;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_apply_retention",
                "Apply a retention policy now",
                "Moves what a retention policy does not keep to the trash, or, as a dry run, says what that would be.",
                Parameters.of(RetentionAsJson.NAME, DRY_RUN),
                RetentionAsJson.members().always("dry_run", Schema.BOOLEAN),
                Effect.ERASES,
                null);
    }

    @Override
    public Family family() {
        return Family.BULK;
    }

    @Override
    public ToolResult call(Call call) {
        Policy policy = policies.get(call.tenant(), call.get(RetentionAsJson.NAME));
        boolean dryRun = call.get(DRY_RUN);
        Affected affected = dryRun ? policies.affected(call.tenant(), policy) : retention.apply(call.tenant(), policy);
        return ToolResult.of(JsonText.object(RetentionAsJson.policy(policy, affected))
                .add("dry_run", dryRun)
                .build());
    }
}
