package dewey.recording;

import dewey.conversations.Conversation;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.conversations.Message;
import dewey.json.JsonText;
import dewey.spool.SpoolDirectory;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;

/** The sessions that an earlier life of this node has begun and not ended: they are marked once what it left is stored. */
final class Crashes {
    private final Conversations conversations;
    private final SpoolDirectory directory;
    private final List<Line.Opened> unfinished;
    private boolean marked;

    Crashes(Conversations conversations, SpoolDirectory directory) {
        this.conversations = conversations;
        this.directory = directory;
        this.unfinished = directory.open().stream()
                .flatMap(text -> LineText.readable(text).stream())
                .filter(Line.Opened.class::isInstance)
                .map(Line.Opened.class::cast)
                .toList();
        this.marked = unfinished.isEmpty();
    }

    /** Marks them, once; answers whether it did. */
    boolean mark() throws IOException {
        if (marked) {
            return false;
        }
        for (Line.Opened session : unfinished) {
            if (directory.isOpen(session.session())) {
                mark(session);
                directory.ended(session.session());
            }
        }
        marked = true;
        return true;
    }

    private void mark(Line.Opened session) {
        Archive.begin(conversations, session);
        Conversation conversation = page(session, 1).conversation();
        // it was killed between storing the end and forgetting the session
        if (conversation.metadata().value().containsKey("cause")) {
            return;
        }
        JsonObjectBuilder members = JsonText.object().add("cause", SessionEnd.Cause.CRASH.wireName());
        if (conversation.messageCount() > 0) {
            Message last = page(session, conversation.nextTurn() - 1).messages().get(0);
            members.add("ended_at", Transcript.time(last.createdAt()));
        }
        conversations.annotate(session.tenant(), session.session(), members.build(), Archive.LIMITS);
    }

    private ConversationPage page(Line.Opened session, int turn) {
        return conversations.read(session.tenant(), session.session(), turn, 1, 1);
    }
}
