package dewey.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.conversations.NewConversation;
import dewey.database.TestDatabase;
import dewey.json.JsonText;
import dewey.recording.Direction;
import dewey.redaction.Redacting;
import dewey.sessions.Recorded;
import dewey.upstreams.Payload;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplaySessionTest {
    private Recorded recorded;

    @BeforeAll
    void start(@TempDir Path spool) {
        recorded = new Recorded(spool, "max-body-bytes", "4096");
    }

    @AfterAll
    void stop() {
        recorded.close();
    }

    @Test
    void answersAsTheServerDidUnderTheIdsOfThisTime() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'clientInfo':{'name':'a'}}}")
                .server("{'jsonrpc':'2.0','id':0,'result':{'serverInfo':{'name':'s'}}}")
                .client("{'jsonrpc':'2.0','method':'notifications/initialized'}")
                .client("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'echo','arguments':{'n':1}}}")
                .server("{ 'result' : {'x':[1.0, 1e3],'id':1} ,'jsonrpc':'2.0', 'id' : 1 }")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':'A','method':'initialize','params':{'clientInfo':{'name':'another'},'x':1}}");
            assertThat(client.next())
                    .isEqualTo(json("{'jsonrpc':'2.0','id':'A','result':{'serverInfo':{'name':'s'}}}"));

            client.say("{'jsonrpc':'2.0','method':'notifications/initialized'}")
                    .say("{'id':9007199254740993,'method':'tools/call','params':{'name':'echo','arguments':{'n':1}}}");
            assertThat(client.next())
                    .isEqualTo(
                            json("{ 'result' : {'x':[1.0, 1e3],'id':1} ,'jsonrpc':'2.0', 'id' : 9007199254740993 }"));
        }
    }

    @Test
    void givesTheNthAnswerTheNthTimeAndThenTheLastAgain() {
        Recorded.Talk talk = recorded.talk("everything");
        for (int i = 1; i <= 3; i++) {
            talk.client("{'id':" + i + ",'method':'tools/call','params':{'name':'count'}}")
                    .client("{'id':'p" + i + "','method':'tools/call','params':{'name':'other'}}")
                    .server("{'id':'p" + i + "','result':{'other':" + i + "}}")
                    .server("{'id':" + i + ",'result':{'count':" + i + "}}");
        }
        talk.ended();
        try (Client client = client(talk).opened()) {
            for (int i = 1; i <= 5; i++) {
                client.say("{'id':7,'method':'tools/call','params':{'name':'count'}}");
                assertThat(client.next()).isEqualTo(json("{'id':7,'result':{'count':" + Math.min(i, 3) + "}}"));
            }
            client.say("{'id':8,'method':'tools/call','params':{'name':'other'}}");
            assertThat(client.next()).isEqualTo(json("{'id':8,'result':{'other':1}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':2,'method':'tools/call','params':{'name':'add','arguments':{'a':1,'b':[2,{'c':null}]}}}",
                "{ 'params' : { 'arguments' : { 'b' : [2.0, {'c':null}] , 'a' : 10e-1 }, 'name':'\\u0061dd' }, 'method':'tools/call', 'id':2 }",
                "{'id':2,'method':'tools/call','params':{'_meta':{'progressToken':5,'traceparent':'x'},'name':'add','arguments':{'a':1,'b':[2,{'c':null}]}}}"
            })
    void knowsARequestHoweverItIsWritten(String request) {
        Recorded.Talk talk = recorded.talk("everything")
                .client(
                        "{'id':1,'method':'tools/call','params':{'name':'add','arguments':{'a':1,'b':[2,{'c':null}]},'_meta':{'x':1}}}")
                .server("{'id':1,'result':{'sum':3}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say(request);

            assertThat(client.next()).isEqualTo(json("{'id':2,'result':{'sum':3}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'params':{}", ",'params':null", ",'params':{'_meta':{'a':1}}"})
    void takesNoParamsForEmptyOnes(String params) {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/list'}")
                .server("{'id':1,'result':{'tools':[]}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':2,'method':'tools/list'" + params + "}");

            assertThat(client.next()).isEqualTo(json("{'id':2,'result':{'tools':[]}}"));
        }
    }

    @Test
    void saysWhatTheServerSaidInBetweenWithTheTokenOfThisTime() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .server("{'method':'notifications/message','params':{'data':'before all'}}")
                .client("{'id':1,'method':'tools/call','params':{'name':'slow','_meta':{'progressToken':'one'}}}")
                .client("{'id':2,'method':'tools/call','params':{'name':'other','_meta':{'progressToken':2}}}")
                .server("{'method':'notifications/progress','params':{'progress':1,'progressToken':2}}")
                .server("{'method':'notifications/progress','params':{'progress':5,'progressToken':'one'}}")
                .server("{'method':'notifications/message','params':{'data':'hello'}}")
                .server("{'id':1,'result':{}}")
                .server("{'id':2,'result':{'other':true}}")
                .server("{'method':'notifications/tools/list_changed'}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':7,'method':'tools/call','params':{'name':'slow','_meta':{'progressToken':'mine'}}}");
            assertThat(client.next())
                    .isEqualTo(
                            json("{'method':'notifications/progress','params':{'progress':5,'progressToken':'mine'}}"));
            assertThat(client.next())
                    .isEqualTo(json("{'method':'notifications/message','params':{'data':'before all'}}"));
            assertThat(client.next()).isEqualTo(json("{'method':'notifications/message','params':{'data':'hello'}}"));
            assertThat(client.next()).isEqualTo(json("{'id':7,'result':{}}"));

            client.say("{'id':8,'method':'tools/call','params':{'name':'other'}}");
            assertThat(client.next()).isEqualTo(json("{'id':8,'result':{'other':true}}"));
            assertThat(client.next()).isEqualTo(json("{'method':'notifications/tools/list_changed'}"));
            assertThat(client.hearsNothing()).isTrue();
        }
    }

    @Test
    void asksTheClientWhatTheServerAskedAndWaitsAsTheServerDid() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'ask'}}")
                .server("{'id':1,'method':'sampling/createMessage','params':{'maxTokens':5}}")
                .client("{'id':1,'result':{'role':'assistant'}}")
                .server("{'id':'unasked','method':'roots/list'}")
                .server("{'id':1,'result':{'done':true}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':5,'method':'tools/call','params':{'name':'ask'}}");
            assertThat(client.next())
                    .isEqualTo(json("{'id':1,'method':'sampling/createMessage','params':{'maxTokens':5}}"));
            assertThat(client.hearsNothing()).isTrue();
            client.say("{'id':1,'result':{'role':'assistant','content':'whatever'}}");
            assertThat(client.next()).isEqualTo(json("{'id':'unasked','method':'roots/list'}"));
            assertThat(client.next()).isEqualTo(json("{'id':5,'result':{'done':true}}"));

            client.say("{'id':6,'method':'tools/call','params':{'name':'ask'}}");
            assertThat(client.next())
                    .isEqualTo(json("{'id':'replay-1','method':'sampling/createMessage','params':{'maxTokens':5}}"));
            client.say("{'id':'replay-1','error':{'code':-1,'message':'no'}}");
            assertThat(client.next()).isEqualTo(json("{'id':'replay-2','method':'roots/list'}"));
            assertThat(client.next()).isEqualTo(json("{'id':6,'result':{'done':true}}"));
        }
    }

    @Test
    void saysWhatItDoesNotKnow() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'echo','arguments':{'n':1}}}")
                .server("{'id':1,'result':{}}")
                .client("{'id':2,'method':'resources/read','params':{'uri':'a://b'}}")
                .server("{'id':2,'result':{}}")
                .ended();
        String where = "the recorded session " + talk.id();
        try (Client client = client(talk).opened()) {
            client.say("{'id':1,'method':'prompts/list'}");
            JsonObject method = client.nextError();
            client.say("{'id':1,'method':'tools/call','params':{'name':'echo','arguments':{'n':2}}}");
            JsonObject arguments = client.nextError();
            client.say("{'id':1,'method':'tools/call','params':{'name':'nope'}}");
            JsonObject tool = client.nextError();
            client.say("{'id':1,'method':'resources/read','params':{'uri':'a://c'}}");
            JsonObject params = client.nextError();

            assertThat(method.getInt("code")).isEqualTo(-32601);
            assertThat(method.getString("message"))
                    .isEqualTo("Method not found: " + where
                            + " has no request prompts/list; it has resources/read, tools/call");
            assertThat(arguments.getInt("code")).isEqualTo(-32602);
            assertThat(arguments.getString("message"))
                    .isEqualTo(
                            "Invalid params: " + where + " has 1 call of the tool echo, but none with these arguments");
            assertThat(arguments.getJsonObject("data").toString())
                    .isEqualTo(json("{'conversation_id':'" + talk.id() + "','method':'tools/call','tool':'echo'}"));
            assertThat(tool.getString("message"))
                    .isEqualTo("Invalid params: " + where + " has no call of the tool nope; it has echo");
            assertThat(params.getString("message"))
                    .isEqualTo(
                            "Invalid params: " + where + " has 1 request resources/read, but none with these params");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "7",
                "[]",
                "[1]",
                "{'a':1}",
                "{'method':7}",
                "{'jsonrpc':'2.0','id':{},'method':'ping'"
            })
    void answersWhatIsNoMessageWithAnError(String text) {
        Recorded.Talk talk = recorded.talk("everything").ended();
        try (Client client = client(talk).opened()) {
            client.say(text);

            assertThat(client.nextError().getInt("code")).isIn(-32700, -32600);
        }
    }

    @Test
    void answersPingsAndLeavesUnansweredWhatWasNotAnswered() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'hang'}}")
                .client("{'method':'notifications/cancelled','params':{'requestId':1}}")
                .client("{'id':2,'method':'tools/call','params':{'name':'hang'}}")
                .server("{'id':2,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':3,'method':'tools/call','params':{'name':'hang'}}");
            assertThat(client.hearsNothing()).isTrue();

            client.say("{'id':'p','method':'ping'}");
            assertThat(client.next()).isEqualTo(json("{'jsonrpc':'2.0','id':'p','result':{}}"));
            client.say("{'id':4,'method':'tools/call','params':{'name':'hang'}}");
            assertThat(client.next()).isEqualTo(json("{'id':4,'result':{}}"));
        }
    }

    @Test
    void takesTheTimeThatTheServerTookWhenToldTo() throws Exception {
        Recorded.Talk talk =
                recorded.talk("everything").client("{'id':1,'method':'tools/call','params':{'name':'slow'}}");
        Thread.sleep(300);
        talk.server("{'method':'notifications/message'}");
        Thread.sleep(300);
        talk.server("{'id':1,'result':{}}").ended();
        try (Client quick = client(talk).opened();
                Client slow = new Client(recorded.tenant, talk.id(), true).opened()) {
            long begun = System.nanoTime();
            quick.say("{'id':1,'method':'tools/call','params':{'name':'slow'}}");
            quick.next();
            quick.next();
            assertThat(millisSince(begun)).isLessThan(300);

            begun = System.nanoTime();
            slow.say("{'id':1,'method':'tools/call','params':{'name':'slow'}}").say("{'id':2,'method':'ping'}");
            assertThat(slow.next()).contains("\"id\":2");
            assertThat(slow.next()).contains("notifications/message");
            assertThat(millisSince(begun)).isBetween(290L, 590L);
            slow.next();
            assertThat(millisSince(begun)).isBetween(600L, 5_000L);

            slow.say("{'id':3,'method':'tools/call','params':{'name':'slow'}}")
                    .say("{'method':'notifications/cancelled','params':{'requestId':3}}");
            Thread.sleep(700);
            assertThat(slow.hearsNothing()).isTrue();
        }
    }

    @Test
    void saysThatAnAnswerWasNotKeptWhole() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'big'}}")
                .server("{'id':1,'result':{'text':'" + "x".repeat(5_000) + "'}}")
                .client("{'id':2,'method':'tools/call','params':{'name':'" + "y".repeat(5_000) + "'}}")
                .server("{'id':2,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':7,'method':'tools/call','params':{'name':'big'}}");
            JsonObject answer = client.nextError();
            client.say("{'id':8,'method':'tools/call','params':{'name':'" + "y".repeat(5_000) + "'}}");
            JsonObject request = client.nextError();

            assertThat(answer.getInt("code")).isEqualTo(-32000);
            assertThat(answer.getString("message"))
                    .isEqualTo("The recorded answer is not whole: of 5029 bytes 4096 were kept (session " + talk.id()
                            + ", turn 2)");
            assertThat(request.getString("message")).endsWith("(1 request of it cannot be compared: not kept whole)");
        }
    }

    @Test
    void knowsARequestByWhatIsLeftWithoutItsSecretsAndMarksSuchAnswers() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'login','arguments':{'password':'S3cret'}}}")
                .server("{'id':1,'result':{'token':'T0ken','content':[]}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':2,'method':'tools/call','params':{'name':'login','arguments':{'password':'other'}}}");

            JsonObject result = JsonText.read(client.next()).asJsonObject().getJsonObject("result");
            assertThat(result.getString("token")).isEqualTo("***");
            assertThat(result.getJsonObject("_meta")
                            .getJsonArray(Wording.REDACTED)
                            .getString(0))
                    .isEqualTo("result.token");
        }
    }

    @Test
    void knowsWhatItsUpstreamWantsTakenOut() {
        Recorded.Talk talk = recorded.talk("shy", new Redacting(true, List.of("pin")))
                .client("{'id':1,'method':'tools/call','params':{'name':'pay','arguments':{'pin':'1234'}}}")
                .server("{'id':1,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':2,'method':'tools/call','params':{'name':'pay','arguments':{'pin':'5678'}}}");

            assertThat(client.next()).isEqualTo(json("{'id':2,'result':{}}"));
        }
    }

    @Test
    void repeatsTheErrorsOfServerAndDewey() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'tools/call','params':{'name':'bad'}}")
                .server("{'id':1,'error':{'code':-32602,'message':'bad'}}")
                .client("{'id':2,'method':'tools/call','params':{'name':'lost'}}");
        talk.tap().synthetic(json("{'jsonrpc':'2.0','id':2,'error':{'code':-32000,'message':'lost'}}"));
        talk.ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':3,'method':'tools/call','params':{'name':'bad'}}");
            assertThat(client.next()).isEqualTo(json("{'id':3,'error':{'code':-32602,'message':'bad'}}"));
            client.say("{'id':4,'method':'tools/call','params':{'name':'lost'}}");
            assertThat(client.next())
                    .isEqualTo(json("{'jsonrpc':'2.0','id':4,'error':{'code':-32000,'message':'lost'}}"));
        }
    }

    @Test
    void readsAndAnswersBatches() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("[{'id':1,'method':'a'},{'id':2,'method':'b'},{'method':'n'}]")
                .server("{'id':2,'result':{'b':1}}")
                .server("[{'id':1,'result':{'a':1}}]")
                .client("[{'id':3,'method':'c'},{'id':'x','method':'d'}]")
                .server("[{'id':'x','result':{'d':1}},{'method':'n'},{'id':3,'result':{'c':1}}]")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("[{'id':7,'method':'c'},{'method':'n'},{'id':8,'method':'b'}]");
            assertThat(client.next()).isEqualTo(json("{'id':7,'result':{'c':1}}"));
            assertThat(client.next()).isEqualTo(json("{'id':8,'result':{'b':1}}"));
            client.say("{'id':9,'method':'a'}").say("{'id':10,'method':'d'}");
            assertThat(client.next()).isEqualTo(json("{'id':9,'result':{'a':1}}"));
            assertThat(client.next()).isEqualTo(json("{'id':10,'result':{'d':1}}"));
        }
    }

    @Test
    void standsStillWhileTheClientDoesNotRead() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'a'}")
                .server("{'id':1,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.session.pause();
            client.say("{'id':2,'method':'a'}").say("{'id':3,'method':'a'}");
            assertThat(client.hearsNothing()).isTrue();
            assertThat(client.session.waitingBytes()).isEqualTo(42);

            client.session.resume();
            assertThat(client.next()).contains("\"id\":2");
            assertThat(client.next()).contains("\"id\":3");
            assertThat(client.session.waitingBytes()).isZero();
        }
    }

    @Test
    void tellsItsEndOnceAndNothingAfterIt() throws Exception {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'a'}")
                .server("{'id':1,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.session.pause();
            client.say("{'id':2,'method':'a'}");
            client.session.close(1000, "bye");
            client.session.cut();
            client.say("{'id':3,'method':'a'}");

            assertThat(client.next()).isEqualTo("closed 1000 bye");
            assertThat(client.hearsNothing()).isTrue();
            assertThat(client.session.hasEnded()).isTrue();
        }
    }

    @Test
    void closesOnWhatIsNoText() {
        Recorded.Talk talk = recorded.talk("everything").ended();
        try (Client client = client(talk).opened()) {
            client.session.send(new Payload.Binary(new byte[1]));

            assertThat(client.next()).isEqualTo("closed 1003 a replay takes text only");
        }
    }

    @Test
    void isNotReachedWhenThereIsNoSuchSession() {
        UUID ordinary = recorded.conversations
                .begin(recorded.tenant, NewConversation.start())
                .id();
        UUID session = recorded.talk("everything").ended().id();
        for (Client client : new Client[] {
            new Client(recorded.tenant, UUID.randomUUID(), false),
            new Client(recorded.tenant, ordinary, false),
            new Client(TestDatabase.tenant(), session, false)
        }) {
            try (client) {
                assertThat(client.next()).isEqualTo("unreachable: there is no such recorded session (any more)");
                assertThat(client.session.hasEnded()).isTrue();
            }
        }
    }

    @Test
    void saysSoWhenTheSessionIsDeletedMeanwhile() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'a'}")
                .server("{'id':1,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            recorded.conversations.delete(recorded.tenant, talk.id());
            client.say("{'id':2,'method':'a'}");

            assertThat(client.nextError().getString("message")).contains("cannot be read");
        }
    }

    @Test
    void passesOverWhatCannotBeSaidAgain() {
        Recorded.Talk talk = recorded.talk("everything")
                .client("{'id':1,'method':'a'}")
                .client("no JSON")
                .server("nor this");
        talk.tap().binary(Direction.SERVER_TO_CLIENT, new byte[] {1});
        talk.tap().errorLine("stderr");
        talk.server("{'method':'notifications/message','params':{'data':'" + "x".repeat(5_000) + "'}}")
                .server("{'id':1,'result':{}}")
                .ended();
        try (Client client = client(talk).opened()) {
            client.say("{'id':2,'method':'a'}");

            assertThat(client.next()).isEqualTo(json("{'id':2,'result':{}}"));
        }
    }

    private Client client(Recorded.Talk talk) {
        return new Client(recorded.tenant, talk.id(), false);
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
