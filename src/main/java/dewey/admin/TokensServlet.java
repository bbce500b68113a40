package dewey.admin;

import dewey.authentication.Tokens;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.refusals.Refused;
import dewey.security.Role;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Static tokens for administrators: {@code GET} and {@code POST /api/tokens}, {@code DELETE /api/tokens/ID}. No MCP tools, because what a
 * model is answered stays in its conversation.
 */
@WebServlet(
        name = "tokens",
        urlPatterns = {"/api/tokens", "/api/tokens/*"},
        asyncSupported = true)
public class TokensServlet extends AdministrationServlet {
    @Inject
    private transient Tokens tokens;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        answer(request, response, caller -> {
            JsonArrayBuilder all = JsonText.array();
            tokens.list(caller).forEach(token -> all.add(json(token)));
            return JsonText.object().add("tokens", all).build();
        });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        answer(request, response, caller -> {
            JsonObject asked = body(request);
            Tokens.Made made = tokens.make(caller, asked.getString("name", ""), roles(asked), expiry(asked));
            return JsonText.object()
                    .add("id", made.id().toString())
                    .add("token", made.token())
                    .build();
        });
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
        answer(request, response, caller -> {
            tokens.revoke(caller, id(request));
            return null;
        });
    }

    private static UUID id(HttpServletRequest request) {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        try {
            return UUID.fromString(path.replaceFirst("^/", ""));
        } catch (IllegalArgumentException notAnId) {
            throw Refused.notFound("id", "token");
        }
    }

    private static Set<Role> roles(JsonObject asked) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        JsonArray given = asked.get("roles") instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
        for (JsonValue value : given) {
            roles.add(Optional.of(value)
                    .filter(JsonString.class::isInstance)
                    .flatMap(text -> Role.named(((JsonString) text).getString()))
                    .orElseThrow(() -> Refused.invalid("roles", "must be an array of reader, writer and admin")));
        }
        return roles;
    }

    private static Optional<Instant> expiry(JsonObject asked) {
        if (!asked.containsKey("expires_at") || asked.isNull("expires_at")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(asked.getString("expires_at", "")));
        } catch (DateTimeException notAMoment) {
            throw Refused.invalid("expires_at", "must be a moment such as 2027-01-31T12:00:00Z");
        }
    }

    private static JsonObjectBuilder json(Tokens.Listed token) {
        JsonArrayBuilder roles = JsonText.array();
        token.roles().stream().sorted().map(Role::wireName).forEach(roles::add);
        JsonObjectBuilder json = JsonText.object()
                .add("id", token.id().toString())
                .add("name", token.name())
                .add("roles", roles)
                .add("created_by", token.createdBy())
                .add("created_at", Timestamp.text(token.createdAt()));
        token.expiresAt().ifPresent(at -> json.add("expires_at", Timestamp.text(at)));
        token.lastUsedAt().ifPresent(at -> json.add("last_used_at", Timestamp.text(at)));
        return json;
    }
}
