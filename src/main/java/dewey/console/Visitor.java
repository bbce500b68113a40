package dewey.console;

import dewey.security.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** Who is at the other end of a request; the filters before the API know. */
final class Visitor {
    private static final String ATTRIBUTE = Visitor.class.getName();

    private Visitor() {}

    static void is(HttpServletRequest request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }

    static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request did not pass the filters");
    }
}
