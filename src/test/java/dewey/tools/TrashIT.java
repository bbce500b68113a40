package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is changed, deleted, restored and erased, as clients see it. */
@OnRunningDewey
class TrashIT {
    private final RunningDewey dewey;
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");
    private CheckedClient client;
    private Talk talk;

    TrashIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = CheckedClient.of(dewey);
        talk = Talk.begin(client);
        client.call("dewey_store_message", "conversation_id", talk.id(), "role", "user", "content", word);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aDeletedConversationIsFoundNowhereUntilItIsRestored() {
        // when
        JsonObject deleted = client.call("dewey_delete_conversation", "conversation_id", talk.id(), "force", true);

        // then
        assertThat(deleted.getInt("messages_deleted")).isEqualTo(1);
        for (String tool : new String[] {"dewey_get_conversation", "dewey_export"}) {
            assertThat(client.refusal(tool, "conversation_id", talk.id()).getString("reason"))
                    .isEqualTo("not_found");
        }
        assertThat(client.call("dewey_search", "query", word).getInt("total")).isZero();
        assertThat(client.call("dewey_list_trash", "limit", 100).getJsonArray("conversations"))
                .extracting(each -> each.asJsonObject().getString("conversation_id"))
                .contains(talk.id());

        // when
        JsonObject restored = client.call("dewey_restore_conversation", "conversation_id", talk.id());

        // then
        assertThat(restored.getInt("messages_restored")).isEqualTo(1);
        assertThat(talk.contents()).containsExactly(word);
        assertThat(client.call("dewey_search", "query", word).getInt("total")).isEqualTo(1);
    }

    @Test
    void anErasedConversationDoesNotComeBack() {
        // when
        JsonObject erased = client.call("dewey_erase_conversation", "conversation_id", talk.id(), "force", true);

        // then
        assertThat(erased.getInt("messages_erased")).isEqualTo(1);
        assertThat(client.refusal("dewey_restore_conversation", "conversation_id", talk.id())
                        .getString("reason"))
                .isEqualTo("not_found");
    }

    @Test
    void aConversationHasTheTitleTheMetadataAndTheTagsThatItIsGiven() {
        // when
        client.call(
                "dewey_update_conversation",
                "conversation_id",
                talk.id(),
                "title",
                word,
                "metadata",
                JsonOf.object("project", word),
                "add_tags",
                JsonOf.array("kept"));

        // then
        JsonObject listed = client.call(
                        "dewey_list_conversations",
                        "metadata",
                        JsonOf.object("project", word, "tags", JsonOf.array("kept")))
                .getJsonArray("conversations")
                .getJsonObject(0);
        assertThat(listed.getString("id")).isEqualTo(talk.id());
        assertThat(listed.getString("title")).isEqualTo(word);
    }

    @Test
    void aPolicySaysWhatItWouldTakeAwayAndTakesItWhenItIsApplied() throws SQLException {
        // given
        client.call(
                "dewey_update_conversation", "conversation_id", talk.id(), "metadata", JsonOf.object("project", word));
        JsonObject set = client.call(
                "dewey_set_retention_policy",
                "name",
                word,
                "older_than_days",
                1,
                "metadata",
                JsonOf.object("project", word));
        assertThat(set.getInt("conversations")).isZero();
        dewey.postgres()
                .execute("UPDATE conversations SET updated_at = now() - interval '2 days' WHERE id = '" + talk.id()
                        + "'");

        // when
        JsonObject dryRun = client.call("dewey_apply_retention", "name", word);
        JsonObject applied = client.call("dewey_apply_retention", "name", word, "dry_run", false);
        JsonObject again = client.call("dewey_apply_retention", "name", word);

        // then
        assertThat(dryRun.getInt("conversations")).isEqualTo(1);
        assertThat(applied.getInt("messages")).isEqualTo(1);
        assertThat(again.getInt("conversations")).isZero();
        client.call("dewey_restore_conversation", "conversation_id", talk.id());
        client.call("dewey_delete_retention_policy", "name", word);
        assertThat(client.refusal("dewey_apply_retention", "name", word).getString("reason"))
                .isEqualTo("not_found");
    }

    @Test
    void anExportComesInPartsThatMakeTheWhole() {
        // given
        for (int i = 0; i < 20; i++) {
            client.call(
                    "dewey_store_message",
                    "conversation_id",
                    talk.id(),
                    "role",
                    "user",
                    "content",
                    word + "x".repeat(300));
        }

        // when
        StringBuilder whole = new StringBuilder();
        JsonObject part = client.call("dewey_export", "conversation_id", talk.id(), "max_characters", 2_000);
        int parts = 1;
        whole.append(part.getString("text"));
        while (part.containsKey("next_cursor")) {
            part = client.call(
                    "dewey_export",
                    "conversation_id",
                    talk.id(),
                    "max_characters",
                    2_000,
                    "cursor",
                    part.getString("next_cursor"));
            whole.append(part.getString("text"));
            parts++;
        }

        // then
        assertThat(parts).isGreaterThan(3);
        assertThat(whole.toString().lines().filter(line -> line.startsWith("{\"message\"")))
                .hasSize(21);
        assertThat(client.call("dewey_export", "query", word, "format", "csv").getString("text"))
                .contains(talk.id());
    }
}
