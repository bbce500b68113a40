package dewey.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.conversations.Cursor;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Page;
import dewey.conversations.Role;
import dewey.database.TestDatabase;
import dewey.json.JsonOf;
import dewey.recording.SessionEnd.Cause;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.sessions.Counts.Sides;
import dewey.sessions.SessionQuery.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private final Sessions sessions = new Sessions(TestDatabase.transactions());
    private Recorded recorded;

    @BeforeEach
    void start(@TempDir Path spool) {
        recorded = new Recorded(spool);
    }

    @AfterEach
    void stop() {
        recorded.close();
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        List<UUID> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.add(0, recorded.talk("weather").ended().id());
        }
        recorded.conversations.begin(recorded.tenant, NewConversation.start());

        Page<Session> first = list(null, null, null, 2, null);
        Page<Session> second = list(null, null, null, 2, first.nextCursor().orElseThrow());
        Page<Session> last = list(null, null, null, 2, second.nextCursor().orElseThrow());

        assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 2));
        assertThat(ids(second)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(ids(last)).isEqualTo(newestFirst.subList(4, 5));
        assertThat(List.of(first.total(), second.total(), last.total())).containsOnly(5L);
        assertThat(last.nextCursor()).isEmpty();
        assertThat(sessions.list(TestDatabase.tenant(), SessionQuery.newest(10)).items())
                .isEmpty();
    }

    @Test
    void tellsWhatIsKnownOfASessionThatHasEnded() {
        Recorded.Talk talk = recorded.talk("weather")
                .client("{'id':1,'method':'tools/call','params':{'name':'a'}}")
                .server("{'id':7,'method':'roots/list'}")
                .server("{'id':1,'error':{'code':-1,'message':'no'}}")
                .server("{'method':'notifications/message'}")
                .ended();

        Session session = only(SessionQuery.newest(10));

        assertThat(session.id()).isEqualTo(talk.id());
        assertThat(session.frames()).isEqualTo(4);
        assertThat(session.startedAt()).isEqualTo(talk.startedAt());
        assertThat(session.endedAt().orElseThrow()).isAfterOrEqualTo(session.startedAt());
        assertThat(session.facts().text("upstream")).contains("weather");
        assertThat(session.facts().text("cause")).contains("client_closed");
        assertThat(session.counts()).contains(new Counts(new Sides(1, 3), new Sides(1, 1), 1, 0, 0));
    }

    @Test
    void countsWhatIsStoredOfASessionThatGoesOn() {
        Recorded.Talk talk = recorded.talk("weather")
                .client("{'id':1,'method':'tools/call','params':{'name':'a'}}")
                .server("{'id':1,'result':{'isError':true}}")
                .server("no JSON");
        talk.tap().errorLine("not counted: of neither side");
        talk.stored(4);

        Session session = only(SessionQuery.newest(10));

        assertThat(session.endedAt()).isEmpty();
        assertThat(session.counts()).contains(new Counts(new Sides(1, 2), new Sides(1, 0), 1, 0, 0));
    }

    @Test
    void countsTheSameWhetherTheEndWasSeenOrNot() {
        Recorded.Talk talk = recorded.talk("weather");
        IntStream.range(0, 20).forEach(i -> talk.client("{'id':" + i + ",'method':'ping'}"));
        IntStream.range(0, 15).forEach(i -> talk.server("{'id':" + i + ",'result':{'isError':true}}"));
        talk.stored(35);
        Counts open = only(SessionQuery.newest(1)).counts().orElseThrow();

        talk.ended();

        assertThat(only(SessionQuery.newest(1)).counts()).contains(open);
    }

    @Test
    void filtersByUpstreamStateCauseAndTime() {
        Recorded.Talk weather = recorded.talk("weather").end(Cause.UPSTREAM_LOST);
        Recorded.Talk open = recorded.talk("weather");
        Recorded.Talk files = recorded.talk("files").ended();

        assertThat(ids(list("weather", null, null, 10, null))).containsExactly(open.id(), weather.id());
        assertThat(ids(list("weathe", null, null, 10, null))).isEmpty();
        assertThat(ids(list(null, State.OPEN, null, 10, null))).containsExactly(open.id());
        assertThat(ids(list(null, State.ENDED, null, 10, null))).containsExactly(files.id(), weather.id());
        assertThat(ids(list("weather", State.ENDED, "upstream_lost", 10, null))).containsExactly(weather.id());
        assertThat(ids(between(open.startedAt(), null))).containsExactly(files.id(), open.id());
        assertThat(ids(between(null, open.startedAt()))).containsExactly(open.id(), weather.id());
        assertThat(ids(between(
                        open.startedAt().plus(1, ChronoUnit.MICROS),
                        files.startedAt().minus(1, ChronoUnit.MICROS))))
                .isEmpty();
        assertThat(ids(between(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"))))
                .hasSize(3);
    }

    @Test
    void readsFramesInOrderWithTheirPairs() {
        Recorded.Talk talk = recorded.talk("weather")
                .client("{'id':'a','method':'tools/call','params':{'name':'echo'}}")
                .client("{'id':2,'method':'ping'}")
                .server("{'id':'a','result':{}}")
                .client("{'id':3,'method':'tools/list'}")
                .server("{'id':2,'result':{}}")
                .ended();

        FramePage page = read(talk, FrameQuery.from(1, 100, 1 << 20));

        assertThat(page.session().id()).isEqualTo(talk.id());
        assertThat(page.frames())
                .extracting(frame -> frame.facts().number("sequence").orElseThrow())
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(page.frames()).extracting(Frame::answeredBy).containsExactly(3L, 5L, null, null, null);
        assertThat(page.frames().get(2).facts().number("reply_to")).contains(1L);
        assertThat(page.frames().get(2).content()).isEqualTo("{\"id\":\"a\",\"result\":{}}");
        assertThat(page.nextCursor()).isEmpty();
    }

    @Test
    void findsTheAnswerThatStandsOnAnotherPage() {
        Recorded.Talk talk = recorded.talk("weather").client("{'id':1,'method':'tools/call'}");
        IntStream.range(0, 50).forEach(i -> talk.server("{'method':'notifications/message'}"));
        talk.server("{'id':1,'result':{}}")
                .server("{'id':1,'result':{'again':true}}")
                .ended();

        FramePage first = read(talk, FrameQuery.from(1, 10, 1 << 20));
        FramePage last = read(talk, next(first, 100));

        assertThat(first.frames()).hasSize(10);
        assertThat(first.frames().get(0).answeredBy()).isEqualTo(52L);
        assertThat(last.frames()).hasSize(43);
        assertThat(last.frames().get(0).facts().number("sequence")).contains(11L);
        assertThat(last.nextCursor()).isEmpty();
    }

    @Test
    void endsAPageWhenItIsLargeEnough() {
        Recorded.Talk talk = recorded.talk("weather");
        IntStream.range(0, 4).forEach(i -> talk.client("x".repeat(10_000)));
        talk.ended();

        FramePage first = read(talk, FrameQuery.from(1, 100, 21_500));
        FramePage small = read(talk, FrameQuery.from(4, 100, 1));
        FrameQuery overview = new FrameQuery(1, null, null, null, false, false, 100, 21_500);

        assertThat(first.frames()).hasSize(2);
        assertThat(read(talk, next(first, 100)).frames()).hasSize(2);
        assertThat(small.frames()).hasSize(1);
        assertThat(read(talk, overview).frames()).hasSize(4).allMatch(frame -> frame.content() == null);
    }

    @Test
    void filtersFrames() {
        Recorded.Talk talk = recorded.talk("weather")
                .client("{'id':1,'method':'tools/call','params':{'name':'echo'}}")
                .client("{'id':2,'method':'ping'}")
                .server("{'id':1,'result':{'isError':true}}")
                .server("{'id':2,'result':{}}")
                .ended();

        assertThat(sequences(talk, "server_to_client", null, false)).containsExactly(3L, 4L);
        assertThat(sequences(talk, null, "tools/call", false)).containsExactly(1L, 3L);
        assertThat(sequences(talk, null, null, true)).containsExactly(3L);
        assertThat(sequences(talk, "client_to_server", null, true)).isEmpty();
        assertThat(sequences(talk, null, "' OR true --", false)).isEmpty();
    }

    @Test
    void beginsBehindAGapWhenThePlaceIsInIt(@TempDir Path spool) {
        try (Recorded narrow = new Recorded(spool, "max-queued-messages", "100")) {
            Recorded.Talk talk = narrow.talk("weather");
            IntStream.range(0, 5_000).forEach(i -> talk.client("{'method':'n" + i + "'}"));
            narrow.awaitRoom();
            talk.client("{'method':'last'}").ended();
            List<Frame> all = sessions.read(narrow.tenant, talk.id(), FrameQuery.from(1, 10_000, Long.MAX_VALUE))
                    .frames();
            Frame gap = all.stream()
                    .filter(frame ->
                            frame.facts().text("kind").filter("gap"::equals).isPresent())
                    .findFirst()
                    .orElseThrow();
            long inside = gap.facts().inside("missing").number("last_sequence").orElseThrow();

            List<Frame> behind = sessions.read(narrow.tenant, talk.id(), FrameQuery.from(inside, 1, 1 << 20))
                    .frames();

            Frame expected = all.get(all.indexOf(gap) + 1);
            assertThat(inside).isGreaterThan(gap.facts().number("sequence").orElseThrow());
            assertThat(behind).extracting(Frame::turn).containsExactly(expected.turn());
            assertThat(sessions.read(narrow.tenant, talk.id(), FrameQuery.from(6_000, 1, 1 << 20))
                            .frames())
                    .isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoSession() {
        UUID ordinary = recorded.conversations
                .begin(recorded.tenant, NewConversation.start())
                .id();
        UUID session = recorded.talk("weather").ended().id();

        assertThatThrownBy(() -> sessions.read(recorded.tenant, ordinary, FrameQuery.from(1, 1, 1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
                .hasMessage("conversation_id is " + ordinary + ", a conversation that is no recorded session");
        assertNotFound(recorded.tenant, UUID.randomUUID());
        assertNotFound(TestDatabase.tenant(), session);
    }

    @Test
    void readsWhatOnlyLooksLikeASession() {
        Metadata odd = new Metadata(JsonOf.object(
                "source",
                "proxy",
                "upstream",
                "x".repeat(100_000),
                "started_at",
                "yesterday",
                "messages",
                "many",
                "cause",
                7));
        UUID id = recorded.conversations
                .begin(recorded.tenant, NewConversation.start(null, null, odd))
                .id();
        Metadata oddMessage = new Metadata(JsonOf.object(
                "reply_to",
                "y".repeat(100_000),
                "kind",
                "gap",
                "sequence",
                "z",
                "missing",
                JsonOf.object("messages", "w", "client_to_server", 1)));
        recorded.conversations.append(
                recorded.tenant, id, NewMessage.of(Role.USER, "hello").with(oddMessage));

        Session session = only(SessionQuery.newest(10));
        FramePage page = sessions.read(recorded.tenant, id, FrameQuery.from(1, 10, 1 << 20));

        assertThat(session.counts()).contains(new Counts(new Sides(1, 0), new Sides(0, 0), 0, 1, 0));
        assertThat(page.frames()).extracting(Frame::content).containsExactly("hello");
        assertThat(sessions.read(recorded.tenant, id, FrameQuery.from(2, 10, 1 << 20))
                        .frames())
                .isEmpty();
    }

    @Test
    void refusesCursorsOfOtherLists() {
        Cursor other = Cursor.of("conversations.created_at", Instant.now(), UUID.randomUUID());

        assertThatThrownBy(() -> new SessionQuery(null, null, null, null, null, 10, other))
                .hasMessageContaining("cursor is not one that this list gave");
        assertThatThrownBy(() -> new FrameQuery(1, other, null, null, false, true, 10, 1))
                .hasMessageContaining("cursor is not one that this list gave");
        assertThatThrownBy(() -> new SessionQuery(null, null, null, null, null, 10, Cursor.of("sessions", "x")))
                .hasMessageContaining("cursor is not one that this list gave");
    }

    @Test
    void givesTextsBackAsTheyWere() {
        String hostile = "{\"a\":\"\u0000 \ud800 \uFDD0\"}";
        Recorded.Talk talk = recorded.talk("weather").client(hostile).ended();

        Frame frame = read(talk, FrameQuery.from(1, 1, 1)).frames().get(0);

        assertThat(frame.content()).isEqualTo(hostile);
        assertThat(frame.facts().number("size")).contains((long) hostile.getBytes(StandardCharsets.UTF_8).length);
    }

    private void assertNotFound(String tenant, UUID id) {
        assertThatThrownBy(() -> sessions.read(tenant, id, FrameQuery.from(1, 1, 1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND))
                .hasMessage("no such conversation");
    }

    private List<Long> sequences(Recorded.Talk talk, String direction, String method, boolean errorsOnly) {
        return read(talk, new FrameQuery(1, null, direction, method, errorsOnly, true, 100, 1 << 20)).frames().stream()
                .map(frame -> frame.facts().number("sequence").orElseThrow())
                .toList();
    }

    private FramePage read(Recorded.Talk talk, FrameQuery query) {
        return sessions.read(recorded.tenant, talk.id(), query);
    }

    private static FrameQuery next(FramePage page, int limit) {
        Cursor after = Cursor.read(page.nextCursor().orElseThrow());
        return new FrameQuery(1, after, null, null, false, true, limit, 1 << 20);
    }

    private Session only(SessionQuery query) {
        List<Session> found = sessions.list(recorded.tenant, query).items();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Page<Session> list(String upstream, State state, String cause, int limit, String cursor) {
        Cursor after = cursor == null ? null : Cursor.read(cursor);
        return sessions.list(recorded.tenant, new SessionQuery(upstream, null, null, state, cause, limit, after));
    }

    private Page<Session> between(Instant from, Instant to) {
        return sessions.list(recorded.tenant, new SessionQuery(null, from, to, null, null, 10, null));
    }

    private static List<UUID> ids(Page<Session> page) {
        return page.items().stream().map(Session::id).toList();
    }
}
