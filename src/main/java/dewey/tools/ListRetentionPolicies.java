package dewey.tools;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.retention.Policies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** {@code dewey_list_retention_policies}. */
@ApplicationScoped
public class ListRetentionPolicies implements Tool {
    @Inject
    private Policies policies;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_list_retention_policies",
                "List how long conversations are kept",
                "Lists the retention policies, each with what it would take away now.",
                Parameters.of(),
                Schema.members()
                        .always(
                                "policies",
                                Schema.arrayOf(RetentionAsJson.members().build())),
                Effect.READS,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        return ToolResult.of(JsonText.object()
                .add(
                        "policies",
                        JsonText.arrayOf(policies.list(call.tenant()).stream()
                                .map(policy -> RetentionAsJson.policy(policy, policies.affected(call.tenant(), policy)))
                                .toList()))
                .build());
    }
}
