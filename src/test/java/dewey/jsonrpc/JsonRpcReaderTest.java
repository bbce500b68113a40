package dewey.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.Message.Malformed;
import dewey.jsonrpc.Message.Notification;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.Message.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-0",
                "9007199254740993",
                "123456789012345678901234567890",
                "\"\"",
                "\"listen:0\"",
                "\"é\\\"\""
            })
    void echoesTheVeryTokenOfAnId(String token) {
        Message message = single("{\"id\":" + token + ",\"jsonrpc\":\"2.0\",\"method\":\"ping\"}");

        assertThat(message).isInstanceOf(Request.class);
        assertThat(JsonRpcWriter.result(((Request) message).id(), "{}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + token + ",\"result\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1.5", "1e400", "1e2", "true", "{}", "[]", "[[1]]"})
    void refusesAnIdThatIsNeitherStringNorInteger(String token) {
        Message message = single("{\"jsonrpc\":\"2.0\",\"id\":" + token + ",\"method\":\"ping\",\"params\":{}}");

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
            assertThat(malformed.id()).isNull();
            assertThat(malformed.error().code()).isEqualTo(JsonRpcError.INVALID_REQUEST);
        });
    }

    @Test
    void doesNotEchoAnIdBeyondTheBounds() {
        Message message = single("{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(2_000) + ",\"method\":\"ping\"}");

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
            assertThat(malformed.id()).isNull();
            assertThat(malformed.error().code()).isEqualTo(JsonRpcError.PARSE_ERROR);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"a\",\"params\":{\"x\":[1e99999999999]}}",
                "{\"params\":{\"x\":[1e99999999999]},\"more\":[[]],\"id\":\"a\"}"
            })
    void answersANumberThatCannotBeReadUnderTheIdOfItsMessage(String text) {
        Message message = single(text);

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
            assertThat(malformed.error().code()).isEqualTo(JsonRpcError.INVALID_PARAMS);
            assertThat(malformed.error().message()).contains("number");
            assertThat(JsonRpcWriter.error(malformed.id(), malformed.error())).contains("\"id\":\"a\"");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1e99999999999]", "{\"a\":1e99999999999}", "{\"a\":1e99999999999"})
    void answersANumberThatCannotBeReadWhereNoIdIsKnown(String text) {
        assertThat(single(text)).isInstanceOfSatisfying(Malformed.class, malformed -> assertThat(malformed.id())
                .isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"id\":1", "{\"jsonrpc\":\"2.0\"}{}", "{}]", "'x'", "NaN", "[1", "\ufeff{}"})
    void answersWhatIsNoJsonWithAParseErrorWithoutAnId(String text) {
        Message message = single(text);

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
            assertThat(malformed.error().code()).isEqualTo(JsonRpcError.PARSE_ERROR);
            assertThat(JsonRpcWriter.error(malformed.id(), malformed.error())).doesNotContain("\"id\"");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "\"hi\"",
                "null",
                "{}",
                "[]",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}"
            })
    void answersWhatIsNoMessageWithInvalidRequest(String text) {
        Message message = single(text);

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> assertThat(
                        malformed.error().code())
                .isEqualTo(JsonRpcError.INVALID_REQUEST));
    }

    @Test
    void refusesParamsThatAreNoObjectUnderTheirId() {
        Message message = single("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":[1]}");

        assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
            assertThat(malformed.id()).isEqualTo(new RequestId("7"));
            assertThat(malformed.error().code()).isEqualTo(JsonRpcError.INVALID_PARAMS);
        });
    }

    @Test
    void tellsNotificationsAndResponsesFromRequests() {
        assertThat(single("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .isInstanceOf(Notification.class);
        assertThat(single("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")).isInstanceOf(Response.class);
        assertThat(single("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"x\"}}"))
                .isInstanceOf(Response.class);
    }

    @Test
    void keepsTheMessagesOfABatchInOrderAndItsBadOnesApart() {
        Incoming incoming = JsonRpcReader.read(
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"},7,{\"jsonrpc\":\"2.0\",\"method\":\"b\"}]");

        assertThat(incoming).isInstanceOfSatisfying(Incoming.Batch.class, batch -> assertThat(batch.messages())
                .hasExactlyElementsOfTypes(Request.class, Malformed.class, Notification.class));
    }

    @Test
    void boundsWhatOneMessageHoldsAndRefusesItUnderItsId() {
        String begin = "{\"jsonrpc\":\"2.0\",\"id\":\"seven\",\"method\":\"m\",\"params\":{\"a\":";
        for (String value : List.of(
                "[" + "0,".repeat(600_000) + "0]",
                "{\"" + "n".repeat(9_000) + "\":1}",
                "[".repeat(513) + "]".repeat(513))) {
            Message message = single(begin + value + "}}");

            assertThat(message).isInstanceOfSatisfying(Malformed.class, malformed -> {
                assertThat(malformed.id()).isEqualTo(new RequestId("\"seven\""));
                assertThat(malformed.error().code()).isEqualTo(JsonRpcError.INVALID_PARAMS);
                assertThat(malformed.error().message()).containsAnyOf("500000", "8192", "512");
            });
        }
    }

    @Test
    void boundsABatch() {
        String many = "[" + "1,".repeat(JsonRpcReader.MAX_BATCH) + "1]";

        assertThat(single(many)).isInstanceOf(Malformed.class);
    }

    private static Message single(String text) {
        return ((Incoming.Single) JsonRpcReader.read(text)).message();
    }
}
