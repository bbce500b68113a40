package dewey.conversations;

import static dewey.conversations.NewConversation.refuseBlank;
import static dewey.conversations.NewConversation.shorterThan;

import dewey.database.TimeOrderedIds;
import dewey.lexemes.Said;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/**
 * A message about to be stored; {@code blocks}, {@code author}, {@code externalId}, {@code turnNumber} and {@code createdAt} may
 * be null.
 *
 * <p>Its id is made here, before any attempt to store it, so that a second attempt is recognised.
 *
 * @param content what people read and the search finds; with blocks it is their text, and empty when they hold none
 * @param blocks what was sent as an array of MCP content blocks
 * @param externalId what the message is called where it comes from; a conversation stores at most one of that name
 * @param turnNumber null: the next free one
 * @param createdAt null: when it is stored; kept to the microsecond
 */
public record NewMessage(
        UUID id,
        Role role,
        String content,
        JsonArray blocks,
        String author,
        Metadata metadata,
        String externalId,
        Integer turnNumber,
        Instant createdAt) {
    /** Far above any conversation, and far enough below the largest integer that turns can follow. */
    public static final int MAX_TURN = 1_000_000_000;

    private static final int MAX_AUTHOR_BYTES = 4_000;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    public NewMessage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(metadata, "metadata");
        if (content == null) {
            throw Refused.invalid("content", "is null; it must be text or an array of content blocks");
        }
        if (blocks != null) {
            ContentBlocks.check(blocks);
        } else if (content.isBlank()) {
            throw Refused.invalid("content", "is blank");
        }
        shorterThan(MAX_AUTHOR_BYTES, "author", author);
        refuseBlank("external_id", externalId);
        shorterThan(NewConversation.MAX_NAME_BYTES, "external_id", externalId);
        if (turnNumber != null && (turnNumber < 1 || turnNumber > MAX_TURN)) {
            throw Refused.invalid("turn_number", "is " + turnNumber + "; it must be from 1 to " + MAX_TURN);
        }
        if (createdAt != null) {
            createdAt = withinCalendar(createdAt);
        }
    }

    /** The moment to the microsecond; refused when no calendar has it. */
    static Instant withinCalendar(Instant createdAt) {
        if (createdAt.isBefore(FIRST) || createdAt.isAfter(LAST)) {
            throw Refused.invalid("created_at", "is " + createdAt + "; its year must be from 1 to 9999");
        }
        return createdAt.truncatedTo(ChronoUnit.MICROS);
    }

    public static NewMessage of(Role role, String content) {
        return new NewMessage(TimeOrderedIds.next(), role, content, null, null, Metadata.EMPTY, null, null, null);
    }

    /** A message of MCP content blocks; its content is the text of the text blocks, one below the other. */
    public static NewMessage ofBlocks(Role role, JsonArray blocks) {
        if (blocks == null) {
            return of(role, null);
        }
        return new NewMessage(
                TimeOrderedIds.next(),
                role,
                ContentBlocks.text(blocks),
                blocks,
                null,
                Metadata.EMPTY,
                null,
                null,
                null);
    }

    public NewMessage by(String author) {
        return new NewMessage(id, role, content, blocks, author, metadata, externalId, turnNumber, createdAt);
    }

    public NewMessage with(Metadata metadata) {
        return new NewMessage(id, role, content, blocks, author, metadata, externalId, turnNumber, createdAt);
    }

    public NewMessage identifiedBy(String externalId) {
        return new NewMessage(id, role, content, blocks, author, metadata, externalId, turnNumber, createdAt);
    }

    /** What the search index takes of it. */
    Said said() {
        return new Said(author, role.wireName(), content, metadata.value());
    }

    /** The same under an id of its own, recognised by its external id from then on. */
    NewMessage elsewhere() {
        String name = externalId == null ? "dewey:" + id : externalId;
        return new NewMessage(
                TimeOrderedIds.next(), role, content, blocks, author, metadata, name, turnNumber, createdAt);
    }

    public NewMessage atTurn(Integer turnNumber) {
        return new NewMessage(id, role, content, blocks, author, metadata, externalId, turnNumber, createdAt);
    }

    public NewMessage at(Instant createdAt) {
        return new NewMessage(id, role, content, blocks, author, metadata, externalId, turnNumber, createdAt);
    }
}
