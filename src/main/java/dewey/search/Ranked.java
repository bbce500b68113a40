package dewey.search;

import java.util.UUID;

/** The keys of a message that matches, and how well it does. */
record Ranked(UUID conversationId, int turn, UUID id, float rank) {}
