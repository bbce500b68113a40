package dewey.tools;

import dewey.features.Parameter;
import dewey.features.Schema;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.retention.Affected;
import dewey.retention.Policy;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** A retention policy and what it takes away, as the tools of retention share it. */
final class RetentionAsJson {
    static final Parameter<String> NAME = Parameter.text("name", Policy.MAX_NAME_LENGTH, "What the policy is called")
            .required();

    private RetentionAsJson() {}

    static Schema.Members members() {
        return Schema.members()
                .always("name", Schema.STRING)
                .always("older_than_days", Schema.INTEGER)
                .always("metadata", Schema.OBJECT)
                .always("conversations", Schema.INTEGER)
                .always("messages", Schema.INTEGER)
                .sometimes("oldest", Schema.TIMESTAMP);
    }

    static JsonObject policy(Policy policy, Affected affected) {
        JsonObjectBuilder json = JsonText.object()
                .add("name", policy.name())
                .add("older_than_days", policy.olderThanDays())
                .add("metadata", policy.metadata())
                .add("conversations", affected.conversations())
                .add("messages", affected.messages());
        affected.oldest().ifPresent(time -> json.add("oldest", Timestamp.text(time)));
        return json.build();
    }
}
