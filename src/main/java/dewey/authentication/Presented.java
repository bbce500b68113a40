package dewey.authentication;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token that a request shows (RFC 6750): in its {@code Authorization}; where that is enabled, in its query; or, for the console and
 * what it asks, in the cookie that a browser keeps it in.
 *
 * @param byCookie a browser sends it by itself, also for pages of others
 */
record Presented(Optional<String> token, Optional<String> problem, boolean byCookie) {
    /** What the console keeps a token in: {@code HttpOnly; SameSite=Strict}. */
    static final String COOKIE = "dewey_token";
    /** A page of another site cannot send it without being asked whether it may; by a cookie nothing is changed without it. */
    static final String NOT_FORGED = "X-Dewey-Request";

    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +([A-Za-z0-9._~+/-]+=*) *");
    private static final Pattern IN_QUERY = Pattern.compile("(?:^|&)access_token=([A-Za-z0-9._~+/%-]+=*)(?=&|$)");

    static Presented in(HttpServletRequest request, boolean takesQuery) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.size() > 1) {
            return problem("there is more than one Authorization");
        }
        if (headers.size() == 1) {
            Matcher bearer = BEARER.matcher(headers.get(0));
            return bearer.matches()
                    ? token(bearer.group(1), false)
                    : problem("Authorization is not of the kind Bearer");
        }
        if (takesQuery && request.getQueryString() != null) {
            Matcher query = IN_QUERY.matcher(request.getQueryString());
            if (query.find()) {
                return token(query.group(1), false);
            }
        }
        String path = Paths.of(request);
        if (request.getCookies() != null && (path.startsWith("/api/") || path.startsWith("/console/"))) {
            return Arrays.stream(request.getCookies())
                    .filter(cookie -> cookie.getName().equals(COOKIE))
                    .map(Cookie::getValue)
                    .findFirst()
                    .map(value -> token(value, true))
                    .orElseGet(Presented::nothing);
        }
        return nothing();
    }

    private static Presented nothing() {
        return new Presented(Optional.empty(), Optional.empty(), false);
    }

    private static Presented token(String token, boolean byCookie) {
        return new Presented(Optional.of(token), Optional.empty(), byCookie);
    }

    private static Presented problem(String problem) {
        return new Presented(Optional.empty(), Optional.of(problem), false);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Presented[byCookie=" + byCookie + "]";
    }
}
