package dewey.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Has requests that offer another protocol, which is not taken, answered like all others. 411 for a body whose end is not known. */
@WebFilter(filterName = "upgrade", urlPatterns = "/*", asyncSupported = true)
public class UpgradeFilter extends HttpFilter {
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<HttpServletRequest> declined =
                UpgradeOffer.isIn(request) ? UpgradeOffer.decline(request) : Optional.empty();
        if (declined.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        // Payara closes it, but does not say so
        response.setHeader("Connection", "close");
        if (request.getHeader("Transfer-Encoding") != null) {
            response.sendError(
                    HttpServletResponse.SC_LENGTH_REQUIRED,
                    "Content-Length is missing, which a request with the header Upgrade needs here");
        } else {
            chain.doFilter(declined.get(), response);
        }
    }
}
