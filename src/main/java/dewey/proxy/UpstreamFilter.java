package dewey.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers 404, before any upgrade, to whoever asks for an upstream that is not there; says nothing of those that are. */
@WebFilter(
        filterName = "upstream",
        urlPatterns = {"/proxy", "/proxy/*"},
        asyncSupported = true)
public class UpstreamFilter extends HttpFilter {
    @Inject
    private transient Upstreams upstreams;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean known = UpstreamName.of(path, request.getQueryString())
                .flatMap(upstreams::named)
                .isPresent();
        if (known) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such upstream");
        }
    }
}
