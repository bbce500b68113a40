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

/** {@code dewey_delete_retention_policy}. */
@ApplicationScoped
public class DeleteRetentionPolicy implements Tool {
    @Inject
    private Policies policies;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_delete_retention_policy",
                "Delete a retention policy",
                "Deletes a retention policy, so that it takes nothing away any more. Conversations stay as they are.",
                Parameters.of(RetentionAsJson.NAME),
                Schema.members().always("deleted", Schema.BOOLEAN),
                Effect.ERASES,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        policies.delete(call.tenant(), call.get(RetentionAsJson.NAME));
        return ToolResult.of(JsonText.object().add("deleted", true).build());
    }
}
