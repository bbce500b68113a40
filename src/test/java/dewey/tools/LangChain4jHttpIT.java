package dewey.tools;

import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import java.time.Duration;

/** The same over Streamable HTTP. */
@OnRunningDewey
class LangChain4jHttpIT extends LangChain4jIT {
    LangChain4jHttpIT(RunningDewey dewey) {
        super(dewey);
    }

    @Override
    int attempts() {
        return 1;
    }

    @Override
    McpTransport transport(RunningDewey server, Duration patience) {
        return StreamableHttpMcpTransport.builder()
                .url(server.http("/mcp").toString())
                .timeout(patience)
                .build();
    }
}
