package dewey.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.Message;
import dewey.database.Forwarder;
import dewey.database.TestDatabase;
import dewey.database.Transactions;
import dewey.redaction.Redacting;
import dewey.redaction.Redaction;
import dewey.redaction.Secrets;
import dewey.toollists.ToolLists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the tool lists that go over a session are told as changes. */
class ToolDriftTest {
    private final Given given = new Given();
    private Path spool;
    private Recorder recorder;
    private int id;

    @BeforeEach
    void start(@TempDir Path folder) {
        spool = folder;
        recorder = Given.recorder(given.conversations, spool);
    }

    @AfterEach
    void stop() {
        recorder.stop();
    }

    @Test
    void tellsAChangeFromOneSessionToTheNextAlsoAfterARestart() {
        SessionStart first = session(lists("{'name':'a','description':'x'}"));
        recorder.stop();
        recorder = Given.recorder(given.conversations, spool);
        SessionStart second = session(lists("{'description':'x', 'name':'a'}"));
        SessionStart third = session(lists("{'name':'a','description':'y'}"));

        assertThat(changes(first)).isZero();
        assertThat(changes(second)).isZero();
        assertThat(changes(third)).isEqualTo(1);
        Message event = given.messages(third.id()).get(2);
        assertThat(event.metadata().value().getString("event")).isEqualTo("tools_changed");
        assertThat(event.metadata().value().getInt("seen_in")).isEqualTo(2);
        assertThat(event.content())
                .contains("1 changed (a: description)")
                .contains("\"before\":\"x\"")
                .contains("\"after\":\"y\"");
        assertThat(recorder.state().toolChanges()).isEqualTo(1);
    }

    @Test
    void tellsAChangeWithinASession() {
        SessionStart start = session(tap -> {
            lists("{'name':'a'}").accept(tap);
            say(tap, Direction.SERVER_TO_CLIENT, "{'method':'notifications/tools/list_changed'}");
            lists("{'name':'b'}").accept(tap);
        });

        assertThat(changes(start)).isEqualTo(1);
    }

    @Test
    void tellsNothingOfANoticeWithoutAList() {
        session(lists("{'name':'a'}"));

        SessionStart start =
                session(tap -> say(tap, Direction.SERVER_TO_CLIENT, "{'method':'notifications/tools/list_changed'}"));

        assertThat(changes(start)).isZero();
    }

    @Test
    void comparesAllPagesTogether() {
        SessionStart first = session(pages("{'name':'a'}", "{'name':'b'}", "{'name':'c'}"));
        SessionStart others = session(pages("{'name':'c'}", "{'name':'a'},{'name':'b'}"));
        SessionStart unfinished = session(tap -> page(tap, null, "{'name':'a'}", "more"));
        SessionStart fewer = session(pages("{'name':'a'}", "{'name':'b'}"));

        assertThat(List.of(changes(first), changes(others), changes(unfinished)))
                .containsOnly(0);
        assertThat(changes(fewer)).isEqualTo(1);
        assertThat(given.contents(fewer.id()).get(4)).contains("1 removed (c)");
    }

    @Test
    void comparesWhatIsLeftWithoutSecrets() {
        session(lists("{'name':'a','description':'use the key sk-1234567890abcdefghijkl'}"));

        SessionStart same = session(lists("{'name':'a','description':'use the key sk-abcdefghijkl1234567890'}"));
        SessionStart other = session(lists("{'name':'a','description':'the key is sk-abcdefghijkl1234567890'}"));

        assertThat(changes(same)).isZero();
        assertThat(changes(other)).isEqualTo(1);
        assertThat(given.contents(other.id()).get(2)).contains("***").doesNotContain("1234567890");
    }

    @Test
    void comparesListsThatAreLargerThanWhatIsKeptOfAMessage() {
        String many = IntStream.range(0, 2_000)
                .mapToObj(i -> "{'name':'tool-" + i + "','description':'" + "x".repeat(1_000) + "'}")
                .collect(Collectors.joining(","));
        session(lists(many));

        SessionStart start =
                session(lists(many.replace("'tool-1999','description':'x", "'tool-1999','description':'y")));

        assertThat(given.messages(start.id()).get(1).metadata().value()).containsKey("truncated");
        assertThat(changes(start)).isEqualTo(1);
        assertThat(given.contents(start.id()).get(2)).contains("1 changed (tool-1999: description)");
    }

    @Test
    void takesNothingForAListThatIsNone() {
        session(lists("{'name':'a'}"));

        SessionStart start = session(tap -> {
            say(tap, Direction.CLIENT_TO_SERVER, "{'id':1,'method':'tools/list'}");
            say(tap, Direction.SERVER_TO_CLIENT, "{'id':1,'error':{'code':-1,'message':'x'}}");
            say(tap, Direction.CLIENT_TO_SERVER, "{'id':2,'method':'tools/list'}");
            say(tap, Direction.SERVER_TO_CLIENT, "{'id':2,'result':{'tools':'none'}}");
            say(tap, Direction.SERVER_TO_CLIENT, "{'id':3,'result':{'tools':[]}}");
            say(tap, Direction.CLIENT_TO_SERVER, "{'id':4,'method':'other'}");
            say(tap, Direction.SERVER_TO_CLIENT, "{'id':4,'result':{'tools':[]}}");
            say(tap, Direction.CLIENT_TO_SERVER, "{'id':5,'method':'tools/list','params':{'cursor':'unknown'}}");
            say(tap, Direction.SERVER_TO_CLIENT, "{'id':5,'result':{'tools':[]}}");
        });

        assertThat(changes(start)).isZero();
    }

    @Test
    void survivesTheWayThroughTheSpool() {
        Transcript transcript = transcript();
        transcript.lines(entry(transcript, 1, Direction.CLIENT_TO_SERVER, "{'id':1,'method':'tools/list'}"));
        Line listed = transcript
                .lines(entry(
                        transcript,
                        2,
                        Direction.SERVER_TO_CLIENT,
                        "{'id':1,'result':{'tools':[{'name':'a','n':1.50}]}}"))
                .get(1);

        assertThat(listed).isInstanceOf(Line.Listed.class);
        assertThat(LineText.read(LineText.write(listed))).isEqualTo(listed);
    }

    @Test
    void tellsAChangeOnceWhenTheDatabaseWasAwayAndWhateverIsStoredAgain() throws Exception {
        Transcript transcript = transcript();
        UUID session = transcript.start().id();
        List<Line> lines = new ArrayList<>(transcript.lines(new Entry(transcript, 0, 1, new Tapped.Begun())));
        for (String tool : List.of("{'name':'a'}", "{'name':'b'}")) {
            int at = lines.size();
            String answer = "{'id':1,'result':{'tools':[" + tool + "]}}";
            lines.addAll(transcript.lines(
                    entry(transcript, at, Direction.CLIENT_TO_SERVER, "{'id':1,'method':'tools/list'}")));
            lines.addAll(transcript.lines(entry(transcript, at + 1, Direction.SERVER_TO_CLIENT, answer)));
        }
        try (Forwarder way = TestDatabase.forwarder()) {
            Transactions distant = TestDatabase.transactions(way);
            Archive archive = new Archive(Given.conversations(distant), new ToolLists(distant));

            assertThatThrownBy(() -> archive.store(lines)).isInstanceOf(NotStored.class);
            way.open();
            archive.store(lines);
            archive.store(lines);

            assertThat(given.messages(session)).hasSize(5);
            assertThat(given.metadata(session).getInt("tool_changes")).isEqualTo(1);
            assertThat(archive.toolChanges()).isEqualTo(1);
        }
    }

    private Transcript transcript() {
        Redaction redaction = new Redaction(Secrets.of(Given.settings().recording()));
        return new Transcript(given.session(), new Body(redaction, 1_000));
    }

    private static Entry entry(Transcript transcript, long sequence, Direction direction, String text) {
        return new Entry(transcript, sequence, sequence * 1_000, new Tapped.Text(direction, text.replace('\'', '"')));
    }

    private Consumer<Tap> lists(String tools) {
        return tap -> page(tap, null, tools, null);
    }

    private Consumer<Tap> pages(String... pages) {
        return tap -> {
            for (int i = 0; i < pages.length; i++) {
                page(tap, i == 0 ? null : "page" + i, pages[i], i == pages.length - 1 ? null : "page" + (i + 1));
            }
        };
    }

    private void page(Tap tap, String cursor, String tools, String next) {
        id++;
        String params = cursor == null ? "" : ",'params':{'cursor':'" + cursor + "'}";
        say(tap, Direction.CLIENT_TO_SERVER, "{'id':" + id + ",'method':'tools/list'" + params + "}");
        String more = next == null ? "" : ",'nextCursor':'" + next + "'";
        say(tap, Direction.SERVER_TO_CLIENT, "{'id':" + id + ",'result':{'tools':[" + tools + "]" + more + "}}");
    }

    private static void say(Tap tap, Direction direction, String text) {
        tap.text(direction, text.replace('\'', '"'));
    }

    /** A whole session, stored. */
    private SessionStart session(Consumer<Tap> what) {
        SessionStart start = given.session();
        Tap tap = recorder.begin(start, Redacting.STANDARD);
        what.accept(tap);
        tap.end(Given.end(SessionEnd.Cause.CLIENT_CLOSED));
        Given.await(() -> given.isOver(start.id()));
        return start;
    }

    private int changes(SessionStart start) {
        return given.metadata(start.id()).getInt("tool_changes", 0);
    }
}
