package dewey.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.ServerProcess.JavaThread;
import dewey.json.JsonOf;
import dewey.threads.Shutdown;
import dewey.websocket.McpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stays of deployments that have ended: no more than what Java itself keeps. Two rounds, or as many as
 * {@code -Ddewey.test.redeployments} says.
 */
@OnRunningDewey
class RedeployIT {
    private static final int ROUNDS = Integer.getInteger("dewey.test.redeployments", 2);
    private static final String HELLO = "hello";
    /** Not the threads of its ManagedThreadFactory: of those Dewey makes pools of its own, which must end with it. */
    private static final String POOL_OF_THE_SERVER = "concurrent/__defaultManaged(Scheduled)?ExecutorService-.*";

    /** The JVM (17) itself keeps the last application that compared records. */
    private static final int KEPT_BY_JAVA = 1;
    /** One of Dewey's that each deployment loads. */
    private static final String OF_DEWEY = Shutdown.class.getName();

    @TempDir
    private Path directory;

    RedeployIT(RunningDewey providesPostgres) {
        assertThat(providesPostgres.postgres()).isNotNull();
    }

    @Test
    void classesThreadsAndConnectionsOfEarlierDeploymentsAreGone() throws Exception {
        Path trivial = trivialWar(directory.resolve("trivial.war"));
        try (RedeployingServer server = RedeployingServer.start(directory)) {
            // given
            // threads that the server starts only now keep the application that is there then
            for (int i = 0; i < 2; i++) {
                server.deploy(trivial);
                assertThat(server.answer()).isEqualTo(HELLO);
                server.undeploy();
            }
            round(server);
            Map<String, Long> threads = threads(server);

            // when
            for (int i = 1; i < ROUNDS; i++) {
                round(server);
            }

            // then
            long left = leftAfterAWhile(server);
            System.out.printf(
                    "after %d deployments: the classes of %d, %d MiB alive%n",
                    ROUNDS, left, server.process().liveBytes() >> 20);
            assertThat(left)
                    .as(
                            "applications whose classes are there; threads under an application are %s",
                            server.threadsUnderApplications())
                    .isLessThanOrEqualTo(KEPT_BY_JAVA);
            assertThat(threads(server))
                    .as("threads by the beginning of their names")
                    .isEqualTo(threads);
            assertThat(atWork(server)).as("threads that run code of Dewey").isEmpty();
        }
    }

    private static Path trivialWar(Path war) {
        ShrinkWrap.create(WebArchive.class)
                .addAsWebResource(new StringAsset(HELLO), "index.html")
                .as(ZipExporter.class)
                .exportTo(war.toFile());
        return war;
    }

    private static void round(RedeployingServer server) throws InterruptedException {
        server.deploy();
        try (McpClient client = McpClient.modern(server.address("ws", "/mcp"));
                McpClient idle = McpClient.modern(server.address("ws", "/mcp"))) {
            String conversation = client.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");
            client.structured(
                    "dewey_store_message",
                    JsonOf.object("conversation_id", conversation, "role", "user", "content", "before the end"));
            client.structured("dewey_search", JsonOf.object("query", "the end"));
            assertThat(atWork(server)).as("threads that run code of Dewey").isNotEmpty();
            assertThat(applications(server)).as("applications that are there").isPositive();
            server.undeploy();
            assertThat(client.closeCode()).isEqualTo(1001);
            assertThat(idle.closeCode()).isEqualTo(1001);
        }
    }

    /** Threads of pools end when they have been idle for a minute at most. */
    private static long leftAfterAWhile(RedeployingServer server) throws Exception {
        long left = applications(server);
        for (int i = 0; i < 40 && left > KEPT_BY_JAVA; i++) {
            // Grizzly keeps the last connection of each of its threads until the next one
            for (int request = 0; request < 4; request++) {
                server.answer();
            }
            TimeUnit.SECONDS.sleep(2);
            left = applications(server);
        }
        return left;
    }

    /** Those of Dewey that are there, deployed or not. */
    private static long applications(RedeployingServer server) {
        return server.process().loadersOf(OF_DEWEY);
    }

    /** Those of the JVM and of the server's own pools come and go. */
    private static Map<String, Long> threads(RedeployingServer server) {
        return server.process().threads().stream()
                .map(thread -> thread.name().replaceAll("[-#(\\[ ]*\\d.*$", ""))
                .filter(name ->
                        name.toLowerCase(java.util.Locale.ROOT).matches(".*(dewey|interruption|managedthread).*"))
                .filter(name -> !name.matches(POOL_OF_THE_SERVER))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    /** What runs code of Dewey, on whosever thread. */
    private static List<String> atWork(RedeployingServer server) {
        return server.process().threads().stream()
                .map(JavaThread::stack)
                .filter(stack -> stack.contains("at dewey.") && !stack.contains("at " + Redeployments.class.getName()))
                .toList();
    }
}
