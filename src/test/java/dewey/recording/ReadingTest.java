package dewey.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.redaction.Redaction;
import dewey.redaction.Secrets;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the lines of a session say of its messages. */
class ReadingTest {
    private static final Direction OUT = Direction.CLIENT_TO_SERVER;
    private static final Direction IN = Direction.SERVER_TO_CLIENT;

    private final SessionStart start = new Given().session();
    private final Transcript transcript = new Transcript(
            start, new Body(new Redaction(Secrets.of(Given.settings().recording())), 1_000));
    private long sequence;
    private long micros = 1_000_000;

    @Test
    void pairsAnswersWithTheRequestsOfTheOtherSide() {
        say(OUT, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'arguments':{'name':'no'},'name':'echo'}}");
        say(IN, "{'jsonrpc':'2.0','id':1,'method':'sampling/createMessage'}");
        micros += 250;
        JsonObject fromClient = say(OUT, "{'jsonrpc':'2.0','id':1,'result':{}}");
        JsonObject fromServer = say(IN, "{'jsonrpc':'2.0','id':1,'result':{'isError':true}}");
        JsonObject again = say(IN, "{'jsonrpc':'2.0','id':1,'result':{}}");

        assertThat(fromClient.getInt("reply_to")).isEqualTo(2);
        assertThat(fromClient.getInt("latency_us")).isEqualTo(251);
        assertThat(fromClient.getString("method")).isEqualTo("sampling/createMessage");
        assertThat(fromServer.getInt("reply_to")).isEqualTo(1);
        assertThat(fromServer.getString("tool")).isEqualTo("echo");
        assertThat(fromServer.getBoolean("failed")).isTrue();
        assertThat(again).doesNotContainKey("reply_to");
    }

    @Test
    void tellsIdsOfDifferentTypeApart() {
        say(OUT, "{'jsonrpc':'2.0','id':'1','method':'a'}");
        say(OUT, "{'jsonrpc':'2.0','id':1,'method':'b'}");
        say(OUT, "{'jsonrpc':'2.0','id':9007199254740993,'method':'c'}");

        assertThat(say(IN, "{'jsonrpc':'2.0','id':9007199254740993,'result':{}}")
                        .getString("method"))
                .isEqualTo("c");
        assertThat(say(IN, "{'jsonrpc':'2.0','id':1,'result':{}}").getString("method"))
                .isEqualTo("b");
        assertThat(say(IN, "{'jsonrpc':'2.0','id':'\\u0031','result':{}}").getString("method"))
                .isEqualTo("a");
    }

    @Test
    void saysWhatKindOfMessageItIs() {
        assertThat(say(OUT, "{'id':1,'method':'ping'}").getString("kind")).isEqualTo("request");
        assertThat(say(OUT, "{'method':'notifications/x'}").getString("kind")).isEqualTo("notification");
        assertThat(say(IN, "{'id':1,'result':{}}").getString("kind")).isEqualTo("response");
        assertThat(say(OUT, "[{'id':2,'method':'a'},{'method':'b'}]").getInt("messages"))
                .isEqualTo(2);
        assertThat(say(IN, "[{'id':2,'result':{}}]").getInt("reply_to")).isEqualTo(4);
        for (String odd :
                List.of("", "hello", "{'id':{}}", "{", "[", "42", "{'method':7}", "\"text\"", "]]]}}}", "{\"")) {
            assertThat(say(OUT, odd).getString("kind")).as(odd).isIn("invalid", "batch", "notification");
        }
    }

    @Test
    void linksTheRoundsOfACallOnlyByTheStateThatComesBack() {
        say(OUT, "{'id':1,'method':'tools/call','params':{'name':'ask'}}");
        say(IN, "{'id':1,'result':{'resultType':'input_required','requestState':'st\\\\ate'}}");

        JsonObject unrelated = say(OUT, "{'id':2,'method':'tools/call','params':{'name':'ask'}}");
        JsonObject second =
                say(OUT, "{'id':3,'method':'tools/call','params':{'name':'ask','requestState':'st\\\\ate'}}");

        assertThat(unrelated).doesNotContainKey("continues");
        assertThat(second.getInt("continues")).isEqualTo(2);
    }

    @Test
    void notesTheTwoSidesOfAModernSessionOnce() {
        String modern =
                "{'id':1,'method':'tools/list','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28','io.modelcontextprotocol/clientInfo':{'name':'c','version':'1'}}}}";

        List<Line> first = lines(new Tapped.Text(OUT, json(modern)));
        List<Line> second = lines(new Tapped.Text(OUT, json(modern)));

        assertThat(first).hasSize(2);
        assertThat(((Line.Noted) first.get(1)).members().toString())
                .isEqualTo("{\"client_info\":{\"name\":\"c\",\"version\":\"1\"},\"protocol_version\":\"2026-07-28\"}");
        assertThat(second).hasSize(1);
    }

    @Test
    void survivesTheWayThroughTheSpool() {
        Line.Said said = (Line.Said) lines(new Tapped.Text(OUT, "{\"a\":\"\u0000\ud800\" \uFDD0 é 😀"))
                .get(0);

        assertThat(LineText.read(LineText.write(said))).isEqualTo(said);
    }

    @Test
    void cutsBetweenCharacters() {
        JsonObject metadata = say(OUT, "'" + "😀".repeat(400) + "'");

        assertThat(metadata.getJsonObject("truncated").getInt("size")).isEqualTo(1_602);
        assertThat(metadata.getJsonObject("truncated").getInt("kept")).isEqualTo(997);
    }

    private JsonObject say(Direction direction, String text) {
        return ((Line.Said) lines(new Tapped.Text(direction, json(text))).get(0)).metadata();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private List<Line> lines(Tapped what) {
        return transcript.lines(new Entry(transcript, ++sequence, ++micros, what));
    }
}
