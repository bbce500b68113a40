package dewey.mcp;

import dewey.features.Prompt;
import dewey.features.Resource;
import dewey.features.Tool;
import dewey.limits.NoLimits;
import dewey.metrics.Meters;
import dewey.spans.Spans;
import dewey.threads.Shutdown;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Puts the engine together as the container does, for tests without one. */
final class Engine {
    static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);
    static final Duration STATE_LIFE = Duration.ofMinutes(1);

    private Engine() {}

    static McpServer of(List<Tool> tools, List<Resource> resources, List<Prompt> prompts) {
        return of(tools, resources, prompts, new Subscriptions());
    }

    static McpServer of(List<Tool> tools, List<Resource> resources, List<Prompt> prompts, Subscriptions subscriptions) {
        return of(tools, resources, prompts, subscriptions, new Spans());
    }

    static McpServer of(
            List<Tool> tools,
            List<Resource> resources,
            List<Prompt> prompts,
            Subscriptions subscriptions,
            Spans spans) {
        return of(tools, resources, prompts, subscriptions, spans, new Shutdown(Duration.ZERO, Duration.ZERO));
    }

    static McpServer of(
            List<Tool> tools,
            List<Resource> resources,
            List<Prompt> prompts,
            Subscriptions subscriptions,
            Spans spans,
            Shutdown shutdown) {
        Deeds deeds = new Deeds(deed -> {});
        ResourceCatalogue resourceCatalogue = new ResourceCatalogue(resources);
        ResourceReads reads = new ResourceReads(resourceCatalogue, deeds);
        PromptGets gets = new PromptGets(new PromptCatalogue(prompts), deeds);
        Meters meters = new Meters();
        Methods methods = new Methods(
                new ToolCalls(new ToolCatalogue(tools), NoLimits.bulkheads(), meters, deeds, spans, shutdown),
                reads,
                gets,
                new Completions(gets, resourceCatalogue),
                shutdown);
        ServerIdentity identity = new ServerIdentity("1.2.3");
        Listening listening = new Listening(subscriptions, reads);
        RequestState states = new RequestState(
                "a key of the tests".getBytes(StandardCharsets.US_ASCII), STATE_LIFE, Clock.systemUTC());
        return new McpServer(
                new LegacyProtocol(methods, subscriptions, new Patience(ANSWER_TIMEOUT, 2), identity),
                new ModernProtocol(methods, listening, states, identity),
                methods,
                listening,
                meters,
                spans,
                shutdown);
    }
}
