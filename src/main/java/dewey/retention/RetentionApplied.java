package dewey.retention;

/** A CDI event: a policy of a tenant has taken conversations away. */
public record RetentionApplied(String tenant, String policy, long conversations, long messages) {}
