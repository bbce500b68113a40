package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.function.Consumer;

/** Messages as {@code dewey_store_messages_bulk} takes them, one in each row; all of them one conversation. */
public final class PlainMessages implements Format {
    private final String fileName;
    private final RowIds ids = new RowIds();
    private boolean opened;

    /** @param fileName what names the file in all its versions: with its first row it tells which conversation the file is */
    public PlainMessages(String fileName) {
        this.fileName = fileName;
    }

    public static boolean areMeant(JsonValue row) {
        return PlainMessage.isMeant(row);
    }

    /** The message that one row is. */
    public static NewMessage message(JsonValue row) {
        return PlainMessage.read(row);
    }

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public void read(Row row, Consumer<Piece> pieces) {
        NewMessage message = PlainMessage.read(row.value());
        if (!opened) {
            opened = true;
            NewConversation conversation = NewConversation.start(null, null, Metadata.EMPTY)
                    .identifiedBy("file:" + RowIds.hash(fileName, row.bytes()));
            pieces.accept(new Piece.Opening(conversation, null));
        }
        pieces.accept(new Piece.Said(
                message.externalId() == null ? message.identifiedBy(ids.of(Optional.empty(), row.bytes())) : message));
    }
}
