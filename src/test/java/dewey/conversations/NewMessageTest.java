package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.refusals.Refused;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewMessageTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u3000"})
    void refusesABlankMessage(String content) {
        assertThatThrownBy(() -> NewMessage.of(Role.USER, content)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.field()).contains("content");
            assertThat(refused).hasMessage("content is blank");
        });
    }

    @Test
    void refusesNoContent() {
        assertThatThrownBy(() -> NewMessage.of(Role.USER, null)).hasMessageStartingWith("content is null");
        assertThatThrownBy(() -> NewMessage.ofBlocks(Role.USER, null)).hasMessageStartingWith("content is null");
        assertThatThrownBy(() -> new Metadata(null)).hasMessage("metadata is null; it must be an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | content has no blocks",
                "[{'type':'text','text':' '},{'type':'text','text':''}] | content is blank: all its blocks are",
                "['text'] | content[0] is not an object with a \"type\"",
                "[{'type':'image'},{'text':'no type'}] | content[1] is not an object with a \"type\"",
                "[{'type':'text'}] | content[0].text is missing or not a string",
                "[{'type':'text','text':5}] | content[0].text is missing or not a string"
            })
    void refusesBlocksThatSayNothing(String blocks, String message) {
        assertThatThrownBy(() -> NewMessage.ofBlocks(Role.USER, array(blocks))).hasMessage(message);
    }

    @Test
    void takesItsContentFromTheTextBlocks() {
        NewMessage message = NewMessage.ofBlocks(
                Role.USER,
                array("[{'type':'text','text':'a'},{'type':'image','data':'x'},{'type':'text','text':'b'}]"));

        assertThat(message.content()).isEqualTo("a\nb");
    }

    @Test
    void acceptsBlocksWithoutText() {
        assertThat(NewMessage.ofBlocks(Role.USER, array("[{'type':'image','data':'x'}]"))
                        .content())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, NewMessage.MAX_TURN + 1})
    void refusesTurnsOutOfRange(int turn) {
        assertThatThrownBy(() -> NewMessage.of(Role.USER, "x").atTurn(turn))
                .hasMessage("turn_number is " + turn + "; it must be from 1 to 1000000000");
    }

    @Test
    void refusesTimesThatCannotBeWritten() {
        assertThatThrownBy(() -> NewMessage.of(Role.USER, "x").at(Instant.MAX))
                .hasMessageContaining("its year must be from 1 to 9999");
        assertThatThrownBy(() -> NewMessage.of(Role.USER, "x").at(Instant.parse("0000-12-31T00:00:00Z")))
                .hasMessageContaining("its year must be from 1 to 9999");
    }

    @Test
    void refusesABlankOrTooLongExternalId() {
        assertThatThrownBy(() -> NewMessage.of(Role.USER, "x").identifiedBy(" "))
                .hasMessage("external_id is blank; leave it out or give it a value");
        assertThatThrownBy(() -> NewMessage.of(Role.USER, "x").identifiedBy("x".repeat(1_001)))
                .hasMessage("external_id is 1001 bytes; the limit is 1000");
        assertThatThrownBy(() -> NewConversation.start("s".repeat(1_001), null, Metadata.EMPTY))
                .hasMessage("session_id is 1001 bytes; the limit is 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"User", "root", "", "user "})
    void refusesRolesThatAreNotSpelledExactly(String role) {
        assertThatThrownBy(() -> Role.named(role))
                .hasMessage("role is \"" + role + "\"; it must be one of user, assistant, system, tool");
    }

    @Test
    void cutsAVeryLongRoleInTheRefusal() {
        assertThatThrownBy(() -> Role.named("x".repeat(10_000)))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(150));
        assertThatThrownBy(() -> Role.named(null)).hasMessageStartingWith("role is null");
    }

    private static JsonArray array(String text) {
        return Json.createReader(new java.io.StringReader(text.replace('\'', '"')))
                .readArray();
    }
}
