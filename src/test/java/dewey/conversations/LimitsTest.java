package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final Limits LIMITS = new Limits(100, 200, 3, 2);

    @Test
    void countsContentInBytesOfUtf8() {
        assertThatCode(() -> LIMITS.check(NewMessage.of(Role.USER, "é".repeat(50))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LIMITS.check(NewMessage.of(Role.USER, "é".repeat(50) + "x")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE))
                .hasMessage("content is 101 bytes; the limit is 100");
    }

    @Test
    void countsBlocksAsTheyAreStored() {
        JsonObject holder = Given.json("{'b':[{'type':'image','data':'" + "A".repeat(100) + "'}]}");

        assertThatThrownBy(() -> LIMITS.check(NewMessage.ofBlocks(Role.USER, holder.getJsonArray("b"))))
                .hasMessage("content is " + holder.getJsonArray("b").toString().length() + " bytes; the limit is 100");
    }

    @Test
    void refusesMetadataThatIsTooLarge() {
        assertThatThrownBy(() -> check("{'k':'" + "x".repeat(200) + "'}"))
                .hasMessage("metadata is 208 bytes; the limit is 200");
    }

    @Test
    void refusesMetadataThatIsTooDeep() {
        assertThatCode(() -> check("{'a':{'b':[1]}}")).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("{'a':{'b':[[1]]}}"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("metadata"))
                .hasMessage("metadata is nested more than 3 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e131072", "1e1001", "-1e1000", "1e-1001", "1e999999999", "1e-999999999", "123e999"})
    void refusesNumbersThatJsonbCannotKeepOrWouldBlowUp(String number) {
        assertThatThrownBy(() -> check("{'n':" + number + "}"))
                .hasMessage("metadata holds a number of more than 1000 digits when written without exponent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "5e-324", "-1.7976931348623157e308", "0", "-0.0", "1e999", "1e-1000"})
    void storesTheOtherNumbersExactly(String number) {
        Given given = new Given();
        UUID id = given.conversation();
        Metadata metadata = Given.metadata("{'n':" + number + "}");

        given.conversations.append(
                given.tenant, id, NewMessage.of(Role.USER, "x").with(metadata));

        assertThat(given.messages(id)
                        .get(0)
                        .metadata()
                        .value()
                        .getJsonNumber("n")
                        .bigDecimalValue())
                .isEqualByComparingTo(new BigDecimal(number));
    }

    @Test
    void countsANumberAsItIsWrittenBack() {
        assertThatThrownBy(() -> check("{'n':1e300}")).hasMessage("metadata is 307 bytes; the limit is 200");
    }

    @Test
    void countsExactlyTheTextOfOrdinaryJson() {
        JsonObject object = Given.json(
                "{'a':'x\\n\\u0001\\\\ é😀','b':[1,-2.50,true,false,null,{}],'c':{'d':[]},'e':1234567890123}");

        assertThat(JsonSize.of(object, "metadata", 10))
                .isEqualTo(object.toString().getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void namesTheMessageOfABulkThatIsAtFault() {
        assertThatThrownBy(() -> LIMITS.check(List.of(
                        NewMessage.of(Role.USER, "fine"),
                        NewMessage.of(Role.USER, "x").with(Given.metadata("{'a':{'b':[[1]]}}")))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.field()).contains("messages[1].metadata"));
    }

    @Test
    void refusesAVeryDeepDocumentWithoutWalkingAllOfIt() {
        JsonObject deep = Json.createObjectBuilder().build();
        for (int i = 0; i < 5_000; i++) {
            deep = Json.createObjectBuilder().add("d", deep).build();
        }
        Metadata metadata = new Metadata(deep);

        assertThatThrownBy(() -> LIMITS.check(NewMessage.of(Role.USER, "x").with(metadata)))
                .hasMessage("metadata is nested more than 3 deep");
    }

    private static void check(String metadata) {
        LIMITS.check(NewConversation.start(null, null, Given.metadata(metadata)));
    }
}
