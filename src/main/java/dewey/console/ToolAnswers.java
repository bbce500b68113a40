package dewey.console;

import dewey.json.JsonText;
import dewey.mcp.DirectCalls;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.UriInfo;
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

    static JsonObject none() {
        return JsonText.object().build();
    }

    static JsonObject one(String name, String value) {
        return JsonText.object().add(name, value).build();
    }
}
