package dewey.transfers;

import dewey.exports.Choice;
import dewey.exports.ExportFormat;
import dewey.http.Admission;
import dewey.http.ClientAnswer;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.limits.Family;
import dewey.refusals.Refused;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;

/**
 * {@code GET /api/export}: one conversation ({@code conversation_id}), a session ({@code session_id}), those in which a query finds
 * something ({@code query}), those with such {@code metadata}, or all; as {@code format}.
 */
@WebServlet(name = "export", urlPatterns = "/api/export", asyncSupported = true)
public class ExportDoor extends HttpServlet {
    @Inject
    private transient Admission admission;

    @Inject
    private transient Downloads downloads;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        Peer peer = (Peer) request.getUserPrincipal();
        admission.admit(request, response, Family.BULK).ifPresent(client -> begin(request, client, peer));
    }

    /** How long an export is, nobody knows before it is made. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", "GET");
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }

    private void begin(HttpServletRequest request, ClientAnswer client, Peer peer) {
        try {
            ExportFormat format = ExportFormat.named(parameter(request, "format", ExportFormat.JSONL.wireName()));
            downloads.begin(client, peer.caller().tenant(), wish(request), format);
        } catch (RuntimeException e) {
            Refusal.of(e).answer(client);
        }
    }

    private static Choice.Wish wish(HttpServletRequest request) {
        return new Choice.Wish(
                uuid(request),
                parameter(request, "session_id", null),
                metadata(request),
                parameter(request, "query", null));
    }

    private static UUID uuid(HttpServletRequest request) {
        String text = parameter(request, "conversation_id", null);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("conversation_id", "is not a UUID");
        }
    }

    private static JsonObject metadata(HttpServletRequest request) {
        String text = parameter(request, "metadata", null);
        try {
            if (text == null || JsonText.read(text) instanceof JsonObject) {
                return text == null ? null : JsonText.read(text).asJsonObject();
            }
        } catch (InvalidJson e) {
            throw Refused.invalid("metadata", "is " + e.getMessage());
        }
        throw Refused.invalid("metadata", "is not a JSON object");
    }

    private static String parameter(HttpServletRequest request, String name, String otherwise) {
        String given = request.getParameter(name);
        return given == null || given.isEmpty() ? otherwise : given;
    }
}
