package dewey.console;

import dewey.json.JsonText;
import dewey.mcp.DirectCalls;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers requests by what a tool says to the same caller. */
@ApplicationScoped
public class ToolAnswers {
    @Inject
    private DirectCalls tools;

    @Inject
    private Answers answers;

    @Inject
    private JsonBody bodies;

    /** With the arguments of the query, and those that the path gives. */
    void give(AsyncResponse to, HttpServletRequest from, UriInfo uri, String tool, JsonObject fixed) {
        Caller caller = Visitor.of(from);
        String address = from.getRemoteAddr();
        Map<String, List<String>> query = new TreeMap<>(uri.getQueryParameters());
        answers.give(to, () -> tools.call(caller, address, tool, ToolArguments.of(tools.input(tool), query, fixed)));
    }

    void give(AsyncResponse to, HttpServletRequest from, String tool, JsonObject arguments) {
        Caller caller = Visitor.of(from);
        String address = from.getRemoteAddr();
        answers.give(to, () -> tools.call(caller, address, tool, arguments));
    }

    /** With the arguments of the body, and those that the path gives, which hold. */
    void give(AsyncResponse to, HttpServletRequest from, InputStream body, String tool, JsonObject fixed) {
        Caller caller = Visitor.of(from);
        String address = from.getRemoteAddr();
        answers.give(to, () -> {
            JsonObjectBuilder arguments = JsonText.object(bodies.read(body));
            fixed.forEach(arguments::add);
            return tools.call(caller, address, tool, arguments.build());
        });
    }

    static JsonObject none() {
        return JsonText.object().build();
    }

    /** As {@link #one}, for tools that want to be told that it is meant. */
    static JsonObject forced(String name, String value) {
        return JsonText.object(one(name, value)).add("force", true).build();
    }

    static JsonObject one(String name, String value) {
        return JsonText.object().add(name, value).build();
    }
}
