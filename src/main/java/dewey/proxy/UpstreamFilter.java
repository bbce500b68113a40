package dewey.proxy;

import dewey.security.Hops;
import dewey.upstreams.Upstreams;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/**
 * Answers 404, before any upgrade, to whoever asks for an upstream that is not there, and says nothing of those that are; 508 to a
 * session that has passed here before.
 */
@WebFilter(filterName = "upstream", urlPatterns = "/*", asyncSupported = true)
public class UpstreamFilter extends HttpFilter {
    private static final int LOOP_DETECTED = 508;

    @Inject
    private transient Upstreams upstreams;

    @Inject
    private transient Hops hops;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // as it was written: servers map and decode what stands behind in different ways
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!path.equals("/proxy") && !path.startsWith("/proxy/")) {
            chain.doFilter(request, response);
            return;
        }
        boolean known = UpstreamName.of(path, request.getQueryString())
                .flatMap(upstreams::named)
                .isPresent();
        if (!known) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such upstream");
        } else if (hops.onwards(Collections.list(request.getHeaders(Hops.HEADER)))
                .isEmpty()) {
            response.sendError(LOOP_DETECTED, "This upstream leads back to this server");
        } else {
            chain.doFilter(request, response);
        }
    }
}
