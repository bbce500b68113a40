package dewey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule is seen to fail, on a violation that is planted among classes that break nothing. */
class PlantedViolationsTest {
    private static final List<String> INNOCENT = List.of(
            "package dewey.refusals; public class Refused extends RuntimeException {}",
            "package dewey.security; public record Caller(String tenant) {}",
            "package dewey.features; public interface Tool { dewey.security.Caller caller(); }",
            "package dewey.tools; public record Search(dewey.security.Caller caller) implements dewey.features.Tool {}",
            "package dewey.tools; public record StoreMessage(dewey.security.Caller caller) implements dewey.features.Tool {}",
            """
            package dewey.database; public class Transactions {
              @jakarta.transaction.Transactional public void run(Runnable work) { work.run(); }
            }""",
            """
            package dewey.conversations; @jakarta.persistence.Entity public class Conversation {
              private static final System.Logger LOG = System.getLogger("x");
              public void rename(dewey.database.Transactions t) { LOG.log(System.Logger.Level.INFO, "renamed"); }
            }""");

    @TempDir
    private Path folder;

    /** @param culprit what every line of the rule's report names */
    record Planted(HouseRule rule, String culprit, List<String> sources) {
        @Override
        public String toString() {
            return rule + ": " + culprit;
        }
    }

    static Stream<Planted> violations() {
        return Stream.of(
                planted(
                        HouseRule.IMPORTS_FOLLOW_THE_TABLE,
                        "dewey.websocket.Door",
                        """
                        package dewey.websocket; class Door { dewey.tools.Search search; }"""),
                planted(
                        HouseRule.IMPORTS_FOLLOW_THE_TABLE,
                        "dewey.refusals.Curious",
                        """
                        package dewey.refusals; class Curious { dewey.security.Caller caller; }"""),
                planted(
                        HouseRule.IMPORTS_FOLLOW_THE_TABLE,
                        "dewey.startupcontexts.Nosy",
                        """
                        package dewey.startupcontexts; class Nosy { dewey.conversations.Conversation[] conversations; }"""),
                planted(
                        HouseRule.IMPORTS_FOLLOW_THE_TABLE,
                        "dewey.mcp.Watched",
                        """
                        package dewey.mcp; class Watched {
                          Watched() { dewey.admin.Watcher.look(); }
                        }
                        """,
                        "package dewey.admin; public class Watcher { public static void look() {} }"),
                planted(
                        HouseRule.IMPORTS_FOLLOW_THE_TABLE,
                        "dewey.attic.Box is in no room",
                        """
                        package dewey.attic; class Box {}"""),
                planted(
                        HouseRule.ROOMS_HAVE_NO_CYCLES,
                        "Cycle detected",
                        """
                        package dewey.security; class Circle { dewey.tools.Search search; }"""),
                planted(
                        HouseRule.ROOMS_ARE_ONE_LEVEL_DEEP,
                        "dewey.mcp.cellar.Box",
                        """
                        package dewey.mcp.cellar; class Box {}"""),
                planted(HouseRule.ROOMS_ARE_ONE_LEVEL_DEEP, "dewey.Homeless", "package dewey; class Homeless {}"),
                planted(HouseRule.NO_GRAB_BAG_PACKAGES, "dewey.util.Strings", "package dewey.util; class Strings {}"),
                planted(HouseRule.NO_EMPTY_NAMES, "dewey.mcp.ToolImpl", "package dewey.mcp; class ToolImpl {}"),
                planted(
                        HouseRule.NO_EMPTY_NAMES,
                        "SessionManager",
                        """
                        package dewey.mcp; class Sessions { static class SessionManager {} }"""),
                planted(HouseRule.NO_EMPTY_NAMES, "dewey.mcp.AbstractTool", "package dewey.mcp; class AbstractTool {}"),
                planted(
                        HouseRule.ONLY_THE_DOMAIN_BEGINS_TRANSACTIONS,
                        "dewey.tools.Eager",
                        """
                        package dewey.tools; class Eager { @jakarta.transaction.Transactional void call() {} }"""),
                planted(
                        HouseRule.ONLY_THE_DOMAIN_BEGINS_TRANSACTIONS,
                        "dewey.transcripts.Greedy",
                        """
                        package dewey.transcripts; class Greedy { dewey.database.Transactions transactions; }"""),
                planted(
                        HouseRule.THE_DOMAIN_KNOWS_NO_PROTOCOL,
                        "dewey.search.Talkative",
                        """
                        package dewey.search; class Talkative { jakarta.websocket.Session session; }"""),
                planted(
                        HouseRule.THE_DOMAIN_KNOWS_NO_PROTOCOL,
                        "dewey.transcripts.Toolsmith",
                        """
                        package dewey.transcripts; class Toolsmith { dewey.features.Tool tool; }"""),
                planted(
                        HouseRule.THE_ENGINE_KNOWS_NO_SOCKET,
                        "dewey.jsonrpc.Plugged",
                        """
                        package dewey.jsonrpc; class Plugged { jakarta.servlet.http.HttpServletRequest request; }"""),
                planted(
                        HouseRule.THE_DOORS_KNOW_NO_TABLE,
                        "dewey.mcp.Tabular",
                        """
                        package dewey.mcp; class Tabular { void ask(java.sql.Connection connection) {} }"""),
                planted(
                        HouseRule.RETRIES_ARE_OUTSIDE_TRANSACTIONS,
                        "dewey.database.Stubborn",
                        """
                        package dewey.database; @jakarta.transaction.Transactional class Stubborn {
                          @org.eclipse.microprofile.faulttolerance.Retry void run() {}
                        }"""),
                planted(
                        HouseRule.INTERFACES_HAVE_SEVERAL_IMPLEMENTATIONS,
                        "dewey.search.Ranking",
                        """
                        package dewey.search; interface Ranking { record ByDate() implements Ranking {} }"""),
                planted(
                        HouseRule.LOGS_THROUGH_THE_SYSTEM_LOGGER,
                        "dewey.mcp.Chatty",
                        """
                        package dewey.mcp; class Chatty { Object log() { return java.util.logging.Logger.getLogger("x"); } }"""),
                planted(
                        HouseRule.PRINTS_NOTHING,
                        "dewey.mcp.Loud",
                        """
                        package dewey.mcp; class Loud { void shout() { System.out.printf("x"); } }"""),
                planted(
                        HouseRule.PRINTS_NOTHING,
                        "dewey.mcp.Careless",
                        """
                        package dewey.mcp; class Careless { void fail(IllegalStateException e) { e.printStackTrace(); } }"""),
                planted(
                        HouseRule.STARTS_NO_THREADS,
                        "dewey.mcp.Busy",
                        """
                        package dewey.mcp; class Busy { void run() { new Thread(() -> {}).start(); } }"""),
                planted(
                        HouseRule.STARTS_NO_THREADS,
                        "dewey.mcp.Pooled",
                        """
                        package dewey.mcp; class Pooled { Object pool() { return java.util.concurrent.Executors.newCachedThreadPool(); } }"""),
                planted(
                        HouseRule.STARTS_NO_THREADS,
                        "dewey.mcp.Spun",
                        "package dewey.mcp; class Spun extends Thread {}"),
                planted(
                        HouseRule.ANSWERS_ARE_NOT_ASYNCHRONOUS_BY_ANNOTATION,
                        "dewey.mcp.Later",
                        """
                        package dewey.mcp; class Later { @jakarta.ejb.Asynchronous void run() {} }"""),
                planted(
                        HouseRule.ENTITIES_HAVE_NO_SETTERS,
                        "dewey.conversations.Loose",
                        """
                        package dewey.conversations; @jakarta.persistence.Entity class Loose { void setTitle(String title) {} }"""),
                planted(
                        HouseRule.NOTHING_STATIC_CHANGES,
                        "dewey.mcp.Shared.calls",
                        """
                        package dewey.mcp; class Shared { static int calls; }"""));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void isReportedAlone(Planted planted) {
        // given
        JavaClasses tree = PlantedSources.compile(folder, planted.sources());

        // when
        EvaluationResult result = planted.rule().rule().evaluate(tree);

        // then
        assertThat(result.getFailureReport().getDetails()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .contains(planted.culprit()));
    }

    @ParameterizedTest
    @EnumSource
    void reportsNothingAmongTheInnocent(HouseRule rule) {
        // given
        JavaClasses tree = PlantedSources.compile(folder, INNOCENT);

        // when
        EvaluationResult result = rule.rule().evaluate(tree);

        // then
        assertThat(result.getFailureReport().getDetails()).isEmpty();
    }

    @Test
    void existForEveryRule() {
        assertThat(violations().map(Planted::rule)).contains(HouseRule.values());
    }

    private static Planted planted(HouseRule rule, String culprit, String... sources) {
        return new Planted(
                rule,
                culprit,
                Stream.concat(INNOCENT.stream(), Stream.of(sources)).toList());
    }
}
