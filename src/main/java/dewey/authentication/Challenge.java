package dewey.authentication;

import dewey.config.Settings;
import dewey.security.Role;
import jakarta.servlet.http.HttpServletRequest;

/** The value of {@code WWW-Authenticate} (RFC 6750 §3, RFC 9728 §5.1; MCP, Authorization). */
public final class Challenge {
    private static final String USUAL = Role.READER.scope() + " " + Role.WRITER.scope();

    private Challenge() {}

    /** To a request without credentials: without an error, because nothing was wrong with what was not shown. */
    static String anonymous(Settings.Security settings, HttpServletRequest request) {
        return challenge(settings, request, "", USUAL);
    }

    static String invalid(Settings.Security settings, HttpServletRequest request, String problem) {
        return challenge(settings, request, error("invalid_token", problem), USUAL);
    }

    /** To a caller that would need another role; a client may ask its user for the scope that is named. */
    public static String insufficient(Settings.Security settings, HttpServletRequest request, Role needed) {
        return challenge(
                settings,
                request,
                error("insufficient_scope", "this needs the role " + needed.wireName()),
                needed.scope());
    }

    private static String error(String code, String problem) {
        return ", error=\"" + code + "\", error_description=\"" + problem + "\"";
    }

    private static String challenge(
            Settings.Security settings, HttpServletRequest request, String error, String scope) {
        String challenge = "Bearer realm=\"Dewey\"" + error + ", scope=\"" + scope + "\"";
        return settings.authorizationServers().isEmpty()
                ? challenge
                : challenge + ", resource_metadata=\"" + metadata(settings, request) + "\"";
    }

    private static String metadata(Settings.Security settings, HttpServletRequest request) {
        String path = Paths.of(request);
        String endpoint = path.equals("/mcp") || path.matches("/proxy/[A-Za-z0-9._-]{1,64}") ? path : "";
        return PublicAddress.of(settings, request) + "/.well-known/oauth-protected-resource" + endpoint;
    }
}
