package dewey.sessions;

import dewey.conversations.Conversation;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A recorded session.
 *
 * @param id of its conversation
 * @param frames how much of it is in the record so far
 * @param endedAt empty while it goes on
 * @param facts what the recorder has noted: {@code upstream}, {@code caller}, {@code door}, {@code transport},
 *     {@code client_info}, {@code server_info}, {@code protocol_version}, {@code tool_changes}, and at its end {@code cause}, {@code close_code},
 *     {@code reason}
 * @param counts empty when it has not ended in good order and is too long to be counted
 */
public record Session(
        UUID id, int frames, Instant startedAt, Optional<Instant> endedAt, Facts facts, Optional<Counts> counts) {

    static Session of(Conversation conversation) {
        Facts facts = new Facts(conversation.metadata().value());
        return new Session(
                conversation.id(),
                conversation.messageCount(),
                facts.moment("started_at").orElse(conversation.createdAt()),
                facts.moment("ended_at"),
                facts,
                Counts.noted(facts));
    }

    Session with(Counts counted) {
        return new Session(id, frames, startedAt, endedAt, facts, Optional.of(counted));
    }
}
