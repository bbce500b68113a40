package dewey.authentication;

import dewey.config.Settings;
import dewey.json.JsonText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How a request is told that it does not come in (RFC 6750 §3, RFC 9728 §5.1; MCP, Authorization). */
final class Refusal {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Settings.Security settings;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    private Refusal(Settings.Security settings, HttpServletRequest request, HttpServletResponse response) {
        this.settings = settings;
        this.request = request;
        this.response = response;
    }

    static Refusal of(Settings.Security settings, HttpServletRequest request, HttpServletResponse response) {
        return new Refusal(settings, request, response);
    }

    void answer(Verdict verdict) throws IOException {
        if (verdict instanceof Verdict.Anonymous) {
            challenge(Challenge.anonymous(settings, request));
            write(HttpServletResponse.SC_UNAUTHORIZED, "unauthorized", "a bearer token is needed");
        } else if (verdict instanceof Verdict.Invalid invalid) {
            challenge(Challenge.invalid(settings, request, invalid.problem()));
            write(HttpServletResponse.SC_UNAUTHORIZED, "invalid_token", invalid.problem());
        } else if (verdict instanceof Verdict.Insufficient insufficient) {
            String role = insufficient.needed().wireName();
            challenge(Challenge.insufficient(settings, request, insufficient.needed()));
            write(HttpServletResponse.SC_FORBIDDEN, "insufficient_scope", "this needs the role " + role);
        } else if (verdict instanceof Verdict.Forbidden forbidden) {
            write(HttpServletResponse.SC_FORBIDDEN, "forbidden", forbidden.problem());
        } else if (verdict instanceof Verdict.TooMany many) {
            comeAgain(many.retryAfter());
            write(TOO_MANY_REQUESTS, "too_many_requests", "too many tokens that are no good came from this address");
        } else if (verdict instanceof Verdict.Later later) {
            comeAgain(later.retryAfter());
            write(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "temporarily_unavailable", later.problem());
        } else {
            throw new IllegalArgumentException("nothing is refused here");
        }
    }

    private void challenge(String challenge) {
        response.setHeader("WWW-Authenticate", challenge);
    }

    private void comeAgain(Duration after) {
        response.setHeader("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
    }

    private void write(int status, String error, String problem) throws IOException {
        byte[] body = JsonText.write(JsonText.object()
                        .add("error", error)
                        .add("error_description", problem)
                        .build())
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            // its body is not read: what comes next on the connection could be taken for another request (seen on
            // Payara)
            response.setHeader("Connection", "close");
        }
        response.getOutputStream().write(body);
    }
}
