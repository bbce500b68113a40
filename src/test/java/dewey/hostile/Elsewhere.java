package dewey.hostile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What other tests of the build assert of a row: which ones, and that they are there. */
final class Elsewhere {
    private static final Map<Row, List<String>> PROOFS = new EnumMap<>(Row.class);

    static {
        prove(
                Row.H05,
                "dewey.authentication.AccessIT#withCredentialsThatAreNoGoodNoDoorOpens",
                "dewey.authentication.AccessIT#aSocketEndsWhenItsTokenExpires");
        prove(Row.H06, "dewey.authentication.AccessIT#aTokenInTheQueryIsNotLookedAtUnlessThatIsEnabled");
        prove(
                Row.H11,
                "dewey.upstreams.AddressesTest#looksAtTheAddressAndNotAtItsSpelling",
                "dewey.upstreams.AddressesTest#refusesWhatIsOfTheLinkOrOfTheCloud");
        prove(
                Row.H40,
                "dewey.authentication.AccessIT#anotherTenantSeesNothingAndLearnsNothing",
                "dewey.authentication.AccessIT#whatDoesNotExistTakesAsLongAsWhatIsAnothers",
                "dewey.database.TenantLockTest");
        prove(
                Row.H33,
                "dewey.mcp.RequestStateTest#belongsToItsCallerAndRequest",
                "dewey.mcp.RequestStateTest#believesNothingThatWasChanged");
        prove(Row.H44, "dewey.transcripts.TranscriptFilesTest");
        prove(Row.H45, "dewey.search.MessageSearchTest#refusesASearchThatTakesTooLong");
        prove(Row.H53, "dewey.limits.AllowanceTest", "dewey.limits.ConnectionsTest");
        prove(Row.H59, "dewey.proxy.RelayIT#answersEachOpenRequestWithOneErrorWhenTheUpstreamIsLost");
        prove(
                Row.H67,
                "dewey.proxy.SessionToolsIT#tellsThatTheToolsOfAnUpstreamHaveChanged",
                "dewey.recording.ToolDriftTest");
        prove(Row.H58, "dewey.upstreams.UpstreamHealthTest#recoversWithAnUpstreamThatReturns");
        prove(Row.H68, "dewey.recording.ReadingTest#linksTheRoundsOfACallOnlyByTheStateThatComesBack");
        prove(
                Row.H69,
                "dewey.recording.OutageTest#recordsEverythingInOrderAndOnceOverAnOutage",
                "dewey.recording.OutageTest#saysWhatIsMissingWhenThereIsNoRoomLeft",
                "dewey.database.OutageIT#isAliveButNotReadyWhileTheDatabaseIsAwayAndSaysWhy",
                "dewey.database.RefusingDatabaseIT",
                "dewey.database.ExhaustedPoolIT",
                "dewey.database.SickDatabaseTest",
                "dewey.launcher.ReplacedDatabaseIT");
        prove(
                Row.H70,
                "dewey.recording.OutageTest#findsWhatItHadSpooledWhenItWasKilled",
                "dewey.recording.OutageTest#marksASessionThatWasOpenWhenItWasKilledThoughAllWasStored");
        prove(
                Row.H73,
                "dewey.launcher.DeweyIT#keepsEverythingOverStopsAndCrashes",
                "dewey.limits.LimitsIT#stopsByAnnouncingItThenRefusingThenFinishingWhatRuns",
                "dewey.deployment.RedeployIT#classesThreadsAndConnectionsOfEarlierDeploymentsAreGone");
        prove(
                Row.H75,
                "dewey.authentication.AccessIT#aReaderSeesAndUsesOnlyWhatReads",
                "dewey.authentication.LoopbackOnlyIT#noPageOfAnotherSiteMakesATokenHere");
        prove(Row.H76, "dewey.transfers.TransfersIT#streamsAnExportThatIsLargerThanAnyPart");
        prove(Row.H77, "dewey.proxy.ReplayIT#answersAClientThatWeDidNotWriteFromTheRecord");
    }

    private Elsewhere() {}

    private static void prove(Row row, String... tests) {
        PROOFS.put(row, List.of(tests));
    }

    /** The tests that assert the very same thing, in words for the table. */
    static Optional<String> of(Row row) {
        return Optional.ofNullable(PROOFS.get(row))
                .map(tests -> tests.stream().collect(Collectors.joining("`, `", "asserted by `", "`")));
    }

    /** Tests named here that do not exist. */
    static List<String> missing() {
        return PROOFS.values().stream()
                .flatMap(List::stream)
                .filter(test -> !exists(test))
                .toList();
    }

    private static boolean exists(String test) {
        String[] parts = test.split("#");
        try {
            Class<?> type = Class.forName(parts[0]);
            return parts.length == 1
                    || List.of(type.getDeclaredMethods()).stream()
                            .anyMatch(method -> method.getName().equals(parts[1]));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
