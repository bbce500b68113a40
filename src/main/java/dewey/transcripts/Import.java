package dewey.transcripts;

import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.formats.Format;
import dewey.formats.Piece;
import dewey.refusals.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * One import of a file, row by row, in batches of one transaction each.
 *
 * <p>Its memory is bounded by one batch, one row, and what a format notes of each row to recognise equal ones. When it breaks off, what
 * was stored stays: the same import again adds the rest.
 */
final class Import {
    /** Each batch is a commit, which waits for the disk. */
    static final int BATCH_MESSAGES = 1_000;

    private static final long BATCH_BYTES = 4L << 20;

    /** About 150 bytes are remembered for each row; real sessions have some ten thousand. */
    private static final int MAX_ROWS = 1_000_000;

    private final Format format;
    private final Store store;
    private final Wanted wanted;
    private final ImportProgress progress;
    private final Tally tally;

    private Target target;
    private final Map<Object, NewMessage> batch = new LinkedHashMap<>();
    private long batchBytes;
    private Item current;
    private int openings;
    private boolean flushed;

    /** Where messages go. */
    record Store(Conversations conversations, String tenant, Limits limits) {}

    /**
     * What the caller asks for beside the file.
     *
     * @param conversationId the conversation to fill; null: those that the file names
     * @param change what becomes of a conversation that begins
     */
    record Wanted(UUID conversationId, UnaryOperator<NewConversation> change) {}

    Import(Format format, Store store, Wanted wanted, ImportProgress progress) {
        this.format = format;
        this.store = store;
        this.wanted = wanted;
        this.progress = progress;
        this.tally = new Tally();
    }

    ImportReport run(Items items, int maxItemBytes, long size) throws IOException {
        long told = 0;
        for (Optional<Item> item = items.next(); item.isPresent(); item = items.next()) {
            take(item.get(), maxItemBytes);
            long now = Math.min(items.position(), size);
            if (flushed && now > told && now < size) {
                flushed = false;
                told = now;
                progress.at(now, size, tally.messages());
            }
        }
        close();
        if (tally.isEmpty()) {
            throw nothing();
        }
        progress.at(size, size, tally.messages());
        return tally.report(format.name());
    }

    private void take(Item item, int maxItemBytes) {
        current = item;
        List<Piece> pieces = new ArrayList<>();
        try {
            format.read(item.row(maxItemBytes), pieces::add);
        } catch (Item.Unreadable | Refused e) {
            tally.refuse(item.number(), e.getMessage());
            return;
        }
        if (tally.row() > MAX_ROWS) {
            throw Refused.invalid("messages_file", "has more than " + MAX_ROWS + " rows; split it into several files");
        }
        long each = item.size() / Math.max(1, pieces.size());
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Opening opening) {
                open(opening);
            } else if (piece instanceof Piece.Titled titled && target != null) {
                target.suggestTitle(titled.title());
            } else if (piece instanceof Piece.Said said) {
                say(said.message());
                batchBytes += each;
                flushWhenFull();
            }
        }
    }

    private void open(Piece.Opening opening) {
        close();
        if (wanted.conversationId() != null && openings++ > 0) {
            throw Refused.invalid(
                    "conversation_id", "can take one conversation, and the file holds several; leave it out");
        }
        NewConversation conversation = wanted.change().apply(opening.conversation());
        try {
            store.limits().check(conversation);
        } catch (Refused e) {
            tally.refuse(current.number(), e.getMessage());
            return;
        }
        target = new Target(store, format, wanted.conversationId(), conversation, opening.updatedAt(), tally);
    }

    private void say(NewMessage message) {
        if (target == null) {
            tally.refuse(current.number(), "belongs to a conversation that was refused");
            return;
        }
        Object key = message.externalId() == null ? message.id() : message.externalId();
        NewMessage known = batch.get(key);
        try {
            if (known == null) {
                store.limits().check(message);
                batch.put(key, message);
            } else {
                Optional<NewMessage> joined = format.joined(known.metadata(), message);
                joined.ifPresent(store.limits()::check);
                joined.ifPresentOrElse(whole -> batch.put(key, whole), tally::duplicate);
            }
        } catch (Refused e) {
            tally.refuse(current.number(), e.getMessage());
        }
    }

    private void flushWhenFull() {
        if (batch.size() >= BATCH_MESSAGES || batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            target.append(List.copyOf(batch.values()));
            batch.clear();
            flushed = true;
        }
        batchBytes = 0;
    }

    private void close() {
        if (target != null) {
            flush();
            target.close();
            target = null;
        }
    }

    private Refused nothing() {
        return Refused.invalid(
                "messages_file",
                tally.firstInvalid()
                        .map(line -> "holds no message: line " + line.line() + " " + line.reason())
                        .orElse("holds no message"));
    }
}
