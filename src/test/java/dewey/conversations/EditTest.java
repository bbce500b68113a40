package dewey.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.database.TestDatabase;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EditTest {
    private final Given given = new Given();
    private final UUID id = given.conversations
            .begin(
                    given.tenant,
                    NewConversation.start("s", "before", Given.metadata("{'a':1,'in':{'x':1,'y':2},'tags':['old',7]}")))
            .id();

    @Test
    void changesTheTitleAndNothingElse() {
        Conversation before = given.stored(id);

        Conversation changed = edit(new Edit("after\u0000", null, false, null, null, null));

        assertThat(changed.title()).contains("after\u0000");
        assertThat(given.stored(id).title()).contains("after\u0000");
        assertThat(given.stored(id).metadata()).isEqualTo(before.metadata());
        assertThat(given.stored(id).updatedAt()).isEqualTo(before.updatedAt());
    }

    @Test
    void takesTheTitleAway() {
        assertThat(edit(new Edit("", null, false, null, null, null)).title()).isEmpty();
    }

    @Test
    void mergesMetadataAndRemovesWhatIsNull() {
        Conversation changed = edit(new Edit(
                null, json("{'a':null,'in':{'x':null,'z':3},'new':{'n':null,'m':4}}"), false, null, null, null));

        assertThat(changed.metadata().value()).isEqualTo(json("{'in':{'y':2,'z':3},'tags':['old',7],'new':{'m':4}}"));
        assertThat(given.stored(id).metadata().value())
                .isEqualTo(changed.metadata().value());
    }

    @Test
    void replacesAllMetadata() {
        assertThat(edit(new Edit(null, json("{'only':true}"), true, null, null, null))
                        .metadata()
                        .value())
                .isEqualTo(json("{'only':true}"));
    }

    @Test
    void keepsTagsAsASet() {
        assertThat(tags(new Edit(null, null, false, List.of("b", "a", "b"), null, null)))
                .isEqualTo("[\"b\",\"a\"]");
        assertThat(tags(new Edit(null, null, false, null, List.of("c", "a"), List.of("b"))))
                .isEqualTo("[\"a\",\"c\"]");
        assertThat(tags(new Edit(null, null, false, List.of(), null, null))).isEqualTo("[]");
    }

    @Test
    void refusesAnEditThatChangesNothingOrIsOverALimit() {
        assertThatThrownBy(() -> new Edit(null, null, false, null, null, null))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("nothing to change");
        assertThatThrownBy(() -> new Edit(null, null, true, null, List.of("a"), null))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new Edit(null, null, false, List.of(" "), null, null))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() ->
                        edit(new Edit(null, json("{'big':'" + "x".repeat(70_000) + "'}"), false, null, null, null)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("65536");
        assertThat(given.stored(id).metadata().value()).doesNotContainKey("big");
    }

    @Test
    void findsNoConversationOfAnotherTenant() {
        assertThatThrownBy(() -> given.conversations.edit(
                        TestDatabase.tenant(), id, new Edit("mine", null, false, null, null, null)))
                .hasMessage("no such conversation");
    }

    private Conversation edit(Edit edit) {
        return given.conversations.edit(given.tenant, id, edit);
    }

    private String tags(Edit edit) {
        return edit(edit).metadata().value().get("tags").toString();
    }

    private static JsonObject json(String text) {
        return Given.json(text);
    }
}
