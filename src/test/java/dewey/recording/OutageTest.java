package dewey.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.Conversations;
import dewey.conversations.Message;
import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.redaction.Redacting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back, and the recorder is killed meanwhile. */
class OutageTest {
    private static final Direction OUT = Direction.CLIENT_TO_SERVER;

    private final Given given = new Given();
    private final Forwarder way = TestDatabase.forwarder();
    private final Conversations distant = Given.conversations(TestDatabase.transactions(way));
    private final SessionStart start = given.session();

    @TempDir
    private Path spool;

    private Recorder recorder;

    @AfterEach
    void stop() {
        recorder.stop();
        way.close();
    }

    @Test
    void recordsEverythingInOrderAndOnceOverAnOutage() throws IOException {
        way.open();
        recorder = Given.recorder(distant, spool);
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 100);
        Given.await(() -> recorder.state().written() == 100);

        way.close();
        say(tap, 100, 200);
        Given.await(() -> recorder.state().spooledEntries() > 0);
        say(tap, 200, 300);
        Given.await(
                () -> recorder.state().queuedEntries() == 0 && recorder.state().degraded());
        assertThat(recorder.state().lastFailure()).doesNotContain("localhost", "postgres");
        way.open();
        say(tap, 300, 400);
        tap.end(Given.end(SessionEnd.Cause.UPSTREAM_CLOSED));

        Given.await(() -> given.isOver(start.id()));
        assertThat(given.contents(start.id())).isEqualTo(said(0, 400));
        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("upstream_closed");
        Given.await(() -> recorder.state().spooledEntries() == 0);
        assertThat(recorder.state().degraded()).isFalse();
    }

    @Test
    void findsWhatItHadSpooledWhenItWasKilled(@TempDir Path killed) throws IOException {
        recorder = Given.recorder(distant, spool);
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 500);
        Given.await(() ->
                recorder.state().spooledEntries() == 501 && recorder.state().queuedEntries() == 0);
        // what is on the disk now is all that a killed recorder would leave
        copy(spool, killed);

        Recorder next = Given.recorder(given.conversations, killed);
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.contents(start.id())).isEqualTo(said(0, 500));
        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("crash");
        List<Message> messages = given.messages(start.id());
        assertThat(given.metadata(start.id()).getString("ended_at"))
                .isEqualTo(Transcript.time(messages.get(499).createdAt()));
        // the first one, which was not killed after all, stores the same once more
        way.open();
        Given.await(() -> recorder.state().spooledEntries() == 0);
        assertThat(given.contents(start.id())).isEqualTo(said(0, 500));
        next.stop();
    }

    @Test
    void storesWhatANodeHasLeftThatDoesNotComeBack(@TempDir Path shared) throws IOException {
        recorder = Given.recorder(distant, spool);
        say(recorder.begin(start, Redacting.STANDARD), 0, 500);
        Given.await(() ->
                recorder.state().spooledEntries() == 501 && recorder.state().queuedEntries() == 0);
        copy(spool.resolve("node-1"), shared.resolve("node-2"));

        Recorder other = Given.recorder(given.conversations, shared);
        SessionStart itsOwn = given.session();
        say(other.begin(itsOwn, Redacting.STANDARD), 0, 10);
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.contents(start.id())).isEqualTo(said(0, 500));
        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("crash");
        Given.await(() -> other.state().written() == 510);
        assertThat(given.isOver(itsOwn.id())).isFalse();
        // it is another's again, who may start now
        Given.await(() -> other.state().spooledEntries() == 0 && sessionFiles(shared.resolve("node-2")) == 0);
        Recorder third = Given.recorder(given.conversations, shared);
        assertThat(shared.resolve("node-3")).doesNotExist();
        third.stop();
        other.stop();
    }

    @Test
    void storesWhatANodeHasLeftThoughTheDatabaseIsAwayAtFirstAndNothingElseIsRecorded(@TempDir Path shared)
            throws IOException {
        recorder = Given.recorder(distant, spool);
        say(recorder.begin(start, Redacting.STANDARD), 0, 500);
        Given.await(() ->
                recorder.state().spooledEntries() == 501 && recorder.state().queuedEntries() == 0);
        copy(spool.resolve("node-1"), shared.resolve("node-2"));
        Forwarder itsWay = TestDatabase.forwarder();
        Recorder other = Given.recorder(Given.conversations(TestDatabase.transactions(itsWay)), shared);
        Given.await(() -> other.state().lastFailure() != null);
        assertThat(other.state().degraded()).isTrue();
        assertThat(other.state().spooledEntries()).isEqualTo(501);

        itsWay.open();
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.contents(start.id())).isEqualTo(said(0, 500));
        Given.await(() -> other.state().spooledEntries() == 0 && !other.state().degraded());
        other.stop();
        itsWay.close();
    }

    @Test
    void marksASessionThatWasOpenWhenItWasKilledThoughAllWasStored(@TempDir Path killed) throws IOException {
        way.open();
        recorder = Given.recorder(distant, spool);
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 10);
        SessionStart finished = given.session();
        recorder.begin(finished, Redacting.STANDARD).end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> recorder.state().written() == 10 && given.isOver(finished.id()));
        Given.await(() -> sessionFiles(spool) == 1);
        copy(spool, killed);

        Recorder next = Given.recorder(given.conversations, killed);
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("crash");
        assertThat(given.metadata(finished.id()).getString("cause")).isEqualTo("client_closed");
        Given.await(() -> sessionFiles(killed) == 0);
        next.stop();
    }

    @Test
    void spoolsWhatIsLeftWhenItStopsWithoutADatabase() {
        recorder = Given.recorder(distant, spool);
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 300);
        recorder.stop();

        recorder = Given.recorder(given.conversations, spool);
        Given.await(() -> given.isOver(start.id()));

        assertThat(given.contents(start.id())).isEqualTo(said(0, 300));
        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("server_stopped");
    }

    @Test
    void storesWhatIsSpooledBeforeItStops() throws IOException {
        recorder = Given.recorder(distant, spool);
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 5_000);
        Given.await(() -> recorder.state().spooledEntries() == 5_001);

        way.open();
        Given.await(() -> recorder.state().written() > 0);
        recorder.stop();

        assertThat(given.contents(start.id())).isEqualTo(said(0, 5_000));
        assertThat(given.metadata(start.id()).getString("cause")).isEqualTo("server_stopped");
    }

    @Test
    void saysWhatIsMissingWhenThereIsNoRoomLeft() throws IOException {
        recorder = Given.recorder(distant, spool, "max-spool-bytes", "0", "max-queued-messages", "50");
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 100);
        assertThat(recorder.state().missing()).isEqualTo(51);
        assertThat(recorder.state().degraded()).isTrue();

        way.open();
        Given.await(() -> recorder.state().queuedEntries() == 0);
        say(tap, 100, 110);
        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> given.isOver(start.id()));

        List<Message> messages = given.messages(start.id());
        assertThat(messages).hasSize(49 + 1 + 10);
        Message gap = messages.get(49);
        assertThat(gap.content()).isEqualTo("(51 messages are missing here)");
        assertThat(gap.metadata().value().getInt("sequence")).isEqualTo(50);
        assertThat(gap.metadata().value().getJsonObject("missing").getInt("last_sequence"))
                .isEqualTo(100);
        assertThat(gap.metadata().value().getJsonObject("missing").getInt("client_to_server"))
                .isEqualTo(51);
        assertThat(given.contents(start.id()).subList(50, 60)).isEqualTo(said(100, 110));
        assertThat(given.metadata(start.id()).getInt("missing")).isEqualTo(51);
        assertThat(given.metadata(start.id()).getJsonObject("messages").getInt("client_to_server"))
                .isEqualTo(110);
    }

    @Test
    void isWellAgainWhenWhatHadNoRoomIsStored() throws IOException {
        recorder = Given.recorder(distant, spool, "max-spool-bytes", "0");
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 3);
        Given.await(() -> "the spool is full".equals(recorder.state().lastFailure()));

        way.open();
        Given.await(() -> recorder.state().written() == 3);

        Given.await(() -> !recorder.state().degraded());
        assertThat(recorder.state().lastFailure()).isNull();
    }

    @Test
    void isDegradedUntilItCanRememberWhichSessionsAreOpen() throws IOException {
        way.open();
        recorder = Given.recorder(distant, spool);
        Path folder = spool.resolve("node-1");
        Path aside = spool.resolve("aside");
        Files.move(folder, aside);

        recorder.begin(start, Redacting.STANDARD).text(OUT, "stored all the same");
        Given.await(() -> recorder.state().written() == 1);
        // the other when the database took so long that the spool was asked, too
        assertThat(recorder.state().lastFailure())
                .isIn(
                        "the spool cannot be written: NoSuchFileException",
                        "the spool cannot be written: FileNotFoundException");
        assertThat(recorder.state().degraded()).isTrue();

        Files.move(aside, folder);
        recorder.begin(given.session(), Redacting.STANDARD).text(OUT, "stored");
        Given.await(() -> recorder.state().written() == 2);
        assertThat(recorder.state().degraded()).isFalse();
    }

    @Test
    void storesAMarkForAMessageThatTheDatabaseRefusesAndGoesOn() throws IOException {
        way.open();
        recorder = Given.recorder(distant, spool);
        TestDatabase.execute(
                """
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'poison S3CRET'; END $$""");
        TestDatabase.execute(
                """
                CREATE TRIGGER poison BEFORE INSERT ON messages FOR EACH ROW
                WHEN (NEW.content = 'poison of the outage test') EXECUTE FUNCTION refuse()""");
        try {
            Tap tap = recorder.begin(start, Redacting.STANDARD);
            tap.text(OUT, "before");
            tap.text(OUT, "poison of the outage test");
            tap.text(OUT, "after");
            Given.await(() -> recorder.state().written() == 3);
        } finally {
            TestDatabase.execute("DROP TRIGGER poison ON messages");
        }

        assertThat(given.contents(start.id())).containsExactly("before", "(this message could not be stored)", "after");
        Message mark = given.messages(start.id()).get(1);
        assertThat(mark.metadata().value().getString("not_stored")).doesNotContain("S3CRET");
        assertThat(mark.metadata().value().getString("sha256")).hasSize(64);
        assertThat(recorder.state().marked()).isEqualTo(1);
    }

    @Test
    void waitsWhenTheDatabaseRefusesEverything() throws IOException {
        way.open();
        recorder = Given.recorder(distant, spool);
        TestDatabase.execute(
                """
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no'; END $$""");
        TestDatabase.execute("CREATE TRIGGER refused BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse()");
        try {
            Tap tap = recorder.begin(start, Redacting.STANDARD);
            say(tap, 0, 20);
            Given.await(() -> recorder.state().spooledEntries() > 0);
            tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        } finally {
            TestDatabase.execute("DROP TRIGGER refused ON messages");
        }

        Given.await(() -> given.isOver(start.id()));
        assertThat(given.contents(start.id())).isEqualTo(said(0, 20));
        assertThat(recorder.state().marked()).isZero();
    }

    @Test
    void spoolsElsewhereWhenItsPlaceCannotBeUsedAndSaysSo() throws IOException {
        Path file = Files.createFile(spool.resolve("no-directory"));

        recorder = Given.recorder(given.conversations, file);

        assertThat(recorder.state().degraded()).isTrue();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        say(tap, 0, 3);
        Given.await(() -> recorder.state().written() == 3);
    }

    private static void say(Tap tap, int from, int to) {
        said(from, to).forEach(text -> tap.text(OUT, text));
    }

    private static List<String> said(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "message " + n).toList();
    }

    private static long sessionFiles(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().endsWith(".session")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
