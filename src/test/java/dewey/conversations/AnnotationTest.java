package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnnotationTest {
    private final Given given = new Given();
    private final UUID id = given.conversations
            .begin(given.tenant, NewConversation.start("s", "t", Given.metadata("{'kept':1,'replaced':'old'}")))
            .id();

    @Test
    void addsMembersAndReplacesThoseOfTheSameName() {
        given.append(id, "first");

        given.conversations.annotate(
                given.tenant, id, Given.json("{'replaced':'n\\u0000w','added':{'deep':[1]}}"), Given.LIMITS);

        Conversation stored = given.stored(id);
        assertThat(stored.metadata())
                .isEqualTo(Given.metadata("{'kept':1,'replaced':'n\\u0000w','added':{'deep':[1]}}"));
        assertThat(stored.messageCount()).isEqualTo(1);
        assertThat(stored.title()).contains("t");
        assertThat(given.append(id, "second").turnNumber()).isEqualTo(2);
    }

    @Test
    void refusesMetadataThatGrewTooLarge() {
        assertThatThrownBy(() -> given.conversations.annotate(
                        given.tenant, id, Given.json("{'long':'" + "x".repeat(70_000) + "'}"), Given.LIMITS))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE));

        assertThat(given.stored(id).metadata().value()).containsOnlyKeys("kept", "replaced");
    }

    @Test
    void findsNothingInAnotherTenant() {
        assertThatThrownBy(() ->
                        given.conversations.annotate(TestDatabase.tenant(), id, Given.json("{'a':1}"), Given.LIMITS))
                .hasMessage("no such conversation");
    }
}
