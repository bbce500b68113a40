package dewey.servers;

import static dewey.servers.Server.PAYARA_MICRO;
import static dewey.servers.Server.PAYARA_SERVER_7;
import static dewey.servers.Server.WILDFLY;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The one place that says which tests cannot hold on which server, and why. */
public final class Differences implements ExecutionCondition {
    private static final Set<Server> ALL_BUT_MICRO = EnumSet.complementOf(EnumSet.of(PAYARA_MICRO));

    private static final String OWN_MICRO = "it starts a Payara Micro of its own";

    private static final List<Difference> ALL = List.of(
            new Difference(ALL_BUT_MICRO, "ClusterIT", OWN_MICRO),
            new Difference(ALL_BUT_MICRO, "ConformanceIT", OWN_MICRO),
            new Difference(ALL_BUT_MICRO, "RedeployIT", OWN_MICRO),
            new Difference(
                    EnumSet.of(WILDFLY),
                    "MetricsIT",
                    "WildFly has no MicroProfile Metrics; /api/metrics tells the same everywhere (ConsoleIT)"),
            new Difference(
                    EnumSet.of(WILDFLY),
                    "StatementCountIT",
                    "each connection is looked at when it is taken (dewey.cli says why): one statement more"),
            new Difference(
                    EnumSet.of(WILDFLY),
                    "LoopbackOnlyIT#aLoadBalancerMayAskForHealthByNoName",
                    "health is asked at the management port; at Dewey's, WildFly gives a request that names no host the"
                            + " name of its virtual host"),
            new Difference(
                    EnumSet.of(WILDFLY),
                    "StreamableHttpIT#answersAnOfferOfAnotherProtocolAsIfItWereNotThere",
                    "WildFly declines the offer itself, and goes on with the connection, which Dewey has to end on Payara"),
            new Difference(
                    EnumSet.of(WILDFLY),
                    "LostRelaysIT",
                    "each idle worker of WildFly keeps the last connection that it upgraded until its next task, so that"
                            + " some relays that have ended are still there"));

    /**
     * Whether the server of this build lets Dewey answer to a path. Payara Server 7 answers 503 by itself to all that have a colon
     * (payara/Payara#7777).
     *
     * @param address a path and what follows it, as written
     */
    public static boolean leaveToDewey(String address) {
        String path = address.split("\\?", 2)[0].toLowerCase(Locale.ROOT);
        return Server.chosen() != PAYARA_SERVER_7 || !(path.contains(":") || path.contains("%3a"));
    }

    /**
     * Whether the WebSocket of this build's server tells Dewey of a fragment that is empty. WildFly's Undertow reads on over it
     * (BufferedTextMessage), so that it costs nothing and cannot be counted.
     */
    public static boolean tellDeweyOfEmptyFragments() {
        return Server.chosen() != WILDFLY;
    }

    /** @param tests a class, or a method behind its class and a {@code #}, as {@code StoringIT#keepsTheOrder} */
    private record Difference(Set<Server> servers, String tests, String reason) {
        boolean concerns(Server server, String type, String method) {
            return servers.contains(server) && (tests.equals(type) || tests.equals(method));
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        String method = context.getTestMethod().map(Method::getName).orElse("");
        for (Difference difference : ALL) {
            if (difference.concerns(Server.chosen(), type, type + "#" + method)) {
                return ConditionEvaluationResult.disabled(difference.reason());
            }
        }
        return ConditionEvaluationResult.enabled("it holds on every server");
    }
}
