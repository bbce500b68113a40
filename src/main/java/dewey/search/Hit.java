package dewey.search;

import dewey.conversations.Metadata;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message that matches.
 *
 * @param rank how well it matches; only good for comparing with others of the same query
 * @param snippet the parts of the content that match, as plain text with « and » around each word that does; whoever shows it as
 *     HTML must escape it like the content
 * @param context the turns around it, in their order and without itself; one that would make the answer too large is left out
 */
public record Hit(
        UUID conversationId,
        Optional<String> sessionId,
        Optional<String> conversationTitle,
        Metadata conversationMetadata,
        FoundMessage message,
        float rank,
        String snippet,
        List<FoundMessage> context) {
    public Hit {
        context = List.copyOf(context);
    }

    Hit within(List<FoundMessage> turns) {
        return new Hit(
                conversationId, sessionId, conversationTitle, conversationMetadata, message, rank, snippet, turns);
    }
}
