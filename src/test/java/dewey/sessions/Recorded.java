package dewey.sessions;

import dewey.conversations.Conversations;
import dewey.database.TestDatabase;
import dewey.database.TimeOrderedIds;
import dewey.recording.Direction;
import dewey.recording.Given;
import dewey.recording.Recorder;
import dewey.recording.SessionEnd;
import dewey.recording.SessionStart;
import dewey.recording.Tap;
import dewey.redaction.Redacting;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A tenant of its own with sessions that a real recorder has written. */
public final class Recorded implements AutoCloseable {
    public final String tenant = TestDatabase.tenant();
    public final Conversations conversations = Given.conversations(TestDatabase.transactions());
    private final Recorder recorder;

    public Recorded(Path spool, String... settings) {
        recorder = Given.recorder(conversations, spool, settings);
    }

    /** A session that goes on, until its end is told. */
    public final class Talk {
        private final SessionStart start;
        private final Tap tap;

        private Talk(SessionStart start, Redacting redacting) {
            this.start = start;
            this.tap = recorder.begin(start, redacting);
        }

        public UUID id() {
            return start.id();
        }

        public Instant startedAt() {
            return start.at();
        }

        public Tap tap() {
            return tap;
        }

        /** Quotes are written as apostrophes. */
        public Talk client(String text) {
            tap.text(Direction.CLIENT_TO_SERVER, text.replace('\'', '"'));
            return this;
        }

        public Talk server(String text) {
            tap.text(Direction.SERVER_TO_CLIENT, text.replace('\'', '"'));
            return this;
        }

        public Talk end(SessionEnd.Cause cause) {
            tap.end(new SessionEnd(cause, 1000, "bye", Instant.now()));
            return this;
        }

        /** Waits until all of it is stored. */
        public Talk ended() {
            end(SessionEnd.Cause.CLIENT_CLOSED);
            Given.await(() -> !TestDatabase.query(
                            "SELECT 1 FROM conversations WHERE id = '" + id() + "' AND metadata ? 'cause'")
                    .isEmpty());
            return this;
        }

        /** Waits until so many messages are stored. */
        public Talk stored(int messages) {
            Given.await(() -> TestDatabase.query("SELECT message_count FROM conversations WHERE id = '" + id() + "'")
                    .contains(Integer.toString(messages)));
            return this;
        }
    }

    public Talk talk(String upstream) {
        return talk(upstream, Redacting.STANDARD);
    }

    public Talk talk(String upstream, Redacting redacting) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new Talk(
                new SessionStart(TimeOrderedIds.next(), tenant, "alice", upstream, "websocket", "http", now),
                redacting);
    }

    /** Waits until nothing is in memory any more, so that there is room. */
    void awaitRoom() {
        Given.await(() -> recorder.state().queuedEntries() == 0);
    }

    @Override
    public void close() {
        recorder.stop();
    }
}
