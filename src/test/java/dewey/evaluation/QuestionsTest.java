package dewey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.conversations.Appended;
import dewey.conversations.Conversations;
import dewey.conversations.Limits;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks right after storing, as an agent would: nothing waits for a refresh. */
class QuestionsTest {
    static final String FILE = "dewey.evaluation.locomo";

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 18, 32, 10_000);
    private static final String HEAD =
            """
            %n| %s | @5 | @10 | @20 | MRR | p50 ms | p95 ms |
            |---|---|---|---|---|---|---|%n""";

    private static List<Dialogue> dialogues;

    private final Map<String, String> messageIds = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        String file = System.getProperty(FILE, "");
        assumeTrue(!file.isEmpty(), "-D" + FILE + " names no file in the format of LoCoMo: nothing to ask");
        dialogues = Dialogue.read(Path.of(file));
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatAnswers(Shape shape) throws SQLException {
        // given
        String tenant = TestDatabase.tenant();
        dialogues.forEach(dialogue -> store(tenant, dialogue, shape));
        AskedTool search = new AskedTool(tenant);

        // when
        Recall everywhere = new Recall();
        Recall inSession = new Recall();
        Recall original = new Recall();
        for (Dialogue dialogue : dialogues) {
            for (Dialogue.Question question : dialogue.questions()) {
                Set<String> evidence = question.evidence().stream()
                        .map(id -> messageIds.get(dialogue.name() + id))
                        .collect(Collectors.toSet());
                ask(
                        everywhere,
                        dialogue,
                        question,
                        evidence,
                        () -> AskedTool.messageIds(search.answer("query", question.text())));
                ask(
                        inSession,
                        dialogue,
                        question,
                        evidence,
                        () -> AskedTool.messageIds(
                                search.answer("query", question.text(), "session_id", dialogue.name(), "limit", 20)));
                if (shape == Shape.SPEAKER_AS_AUTHOR) {
                    ask(original, dialogue, question, evidence, () -> Baseline.messageIds(tenant, question.text()));
                }
            }
        }

        // then
        String report = String.format(HEAD, shape.description) + "| in all dialogues | " + everywhere.row()
                + " |\n| in its own dialogue | " + inSession.row() + " |\n";
        if (shape == Shape.SPEAKER_AS_AUTHOR) {
            report += "| the original's query | " + original.row()
                    + " |\nby category (1 several turns, 2 time, 3 inference,"
                    + " 4 one turn, 5 without an answer)\n" + everywhere.rowsByCategory() + "by dialogue\n"
                    + everywhere.rowsByDialogue();
            assertThat(everywhere.at(10)).isGreaterThan(0.68).isGreaterThan(10 * original.at(10));
        }
        System.out.println(report);
        assertThat(inSession.at(10)).isGreaterThan(0.6);
    }

    private interface Way {
        List<String> find() throws SQLException;
    }

    private static void ask(Recall recall, Dialogue dialogue, Dialogue.Question question, Set<String> evidence, Way way)
            throws SQLException {
        long begun = System.nanoTime();
        List<String> found = way.find();
        recall.add(dialogue.name(), question.category(), evidence, found, (System.nanoTime() - begun) / 1e6);
    }

    private void store(String tenant, Dialogue dialogue, Shape shape) {
        Conversations conversations = new Conversations(TestDatabase.transactions(), LIMITS);
        String first = dialogue.sessions().get(0).turns().get(0).speaker();
        for (Dialogue.Session session : dialogue.sessions()) {
            List<NewMessage> messages = new ArrayList<>();
            Instant at = session.begun();
            for (Dialogue.Turn turn : session.turns()) {
                messages.add(shape.message(turn, turn.speaker().equals(first), at));
                at = at.plusSeconds(30);
            }
            NewConversation begun = NewConversation.start(dialogue.name(), null, Metadata.EMPTY);
            if (!shape.isConversationOfSession) {
                begun = begun.identifiedBy(dialogue.name());
            }
            List<Appended> stored =
                    conversations.beginWith(tenant, begun, messages, LIMITS).messages();
            for (int i = 0; i < stored.size(); i++) {
                messageIds.put(
                        dialogue.name() + session.turns().get(i).id(),
                        stored.get(i).messageId().toString());
            }
        }
    }
}
