package dewey.http;

import dewey.config.Settings;
import dewey.json.JsonText;
import dewey.security.Role;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells clients whose tokens are taken here (RFC 9728 §3; MCP 2026-07-28, Authorization Server Discovery): for the whole server, and
 * for each MCP endpoint behind its path. 404 unless {@code dewey.security.authorization-servers} names some.
 */
@WebServlet(
        name = "protected-resource",
        urlPatterns = {ResourceMetadata.PATH, ResourceMetadata.PATH + "/*"})
public class ResourceMetadata extends HttpServlet {
    static final String PATH = "/.well-known/oauth-protected-resource";
    /** Any upstream's name: which ones there are is nobody's business here. */
    private static final Pattern ENDPOINT = Pattern.compile("|/mcp|/proxy/[A-Za-z0-9._-]{1,64}");

    @Inject
    private transient Settings settings;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String endpoint = request.getPathInfo() == null ? "" : request.getPathInfo();
        if (settings.security().authorizationServers().isEmpty()
                || !ENDPOINT.matcher(endpoint).matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        JsonArrayBuilder servers = JsonText.array();
        settings.security().authorizationServers().forEach(server -> servers.add(server.toString()));
        String json = JsonText.write(JsonText.object()
                .add("resource", address(request) + endpoint)
                .add("authorization_servers", servers)
                .add("bearer_methods_supported", JsonText.array().add("header"))
                .add("scopes_supported", scopes())
                .add("resource_name", "Dewey")
                .build());
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        // a page in a browser may look for its authorization server; nothing here is secret
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.getOutputStream().write(bytes);
    }

    private static JsonArrayBuilder scopes() {
        JsonArrayBuilder scopes = JsonText.array();
        Stream.of(Role.values()).map(Role::scope).forEach(scopes::add);
        return scopes;
    }

    private String address(HttpServletRequest request) {
        return settings.security()
                .publicUrl()
                .map(url -> url.toString().replaceAll("/+$", ""))
                .orElseGet(() -> request.getRequestURL()
                        .substring(0, request.getRequestURL().indexOf(request.getRequestURI())));
    }
}
