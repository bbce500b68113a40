package dewey.conversations;

import java.util.UUID;

/** A CDI event: a conversation of a tenant has other messages or metadata than before, or is deleted. Fired after the commit. */
public record ConversationChanged(String tenant, UUID id) {}
