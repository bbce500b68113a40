package dewey.console;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** All that is below {@code /api}; the server finds the resources by their annotations. */
@ApplicationPath("/api")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Dewey",
                        version = "1",
                        description =
                                "What the console at /console/ is made of. Reading takes the arguments of the MCP tool"
                                        + " that is named, as query parameters, and gives its structuredContent; a refusal"
                                        + " is the same {\"error\": …} with a status of HTTP. A change needs the header"
                                        + " X-Dewey-Request, which no foreign page can send."))
public class RestApi extends Application {
    /** Jersey (Payara) would tell everyone who may read of classes and types, at {@code application.wadl} and to {@code OPTIONS}. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
