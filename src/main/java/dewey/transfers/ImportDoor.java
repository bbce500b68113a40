package dewey.transfers;

import dewey.http.Admission;
import dewey.http.ClientAnswer;
import dewey.limits.Family;
import dewey.refusals.Refused;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /api/import}: the body is the file, in any format that {@link dewey.transcripts.TranscriptImport} reads. {@code name} tells files
 * apart whose rows name no conversation; {@code conversation_id} or {@code session_id} say where it goes.
 *
 * <p>The answer is the report as JSON when all is stored; who accepts {@code application/x-ndjson} is told how far it is before.
 */
@WebServlet(name = "import", urlPatterns = "/api/import", asyncSupported = true)
public class ImportDoor extends HttpServlet {
    static final String LINES = "application/x-ndjson";
    private static final int MAX_NAME_LENGTH = 1_000;

    @Inject
    private transient Admission admission;

    @Inject
    private transient Uploads uploads;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Peer peer = (Peer) request.getUserPrincipal();
        Optional<ClientAnswer> admitted = admission.admit(request, response, Family.BULK);
        if (admitted.isPresent()) {
            take(request, admitted.get(), peer);
        }
    }

    private void take(HttpServletRequest request, ClientAnswer client, Peer peer) throws IOException {
        try {
            String accept = request.getHeader("Accept");
            Uploads.Wish wish = new Uploads.Wish(
                    peer.caller().tenant(),
                    given(request, "name", "upload"),
                    conversation(request),
                    given(request, "session_id", null),
                    accept != null && accept.contains(LINES));
            uploads.take(request, client, wish);
        } catch (Refused e) {
            Refusal.of(e).answer(client);
        }
    }

    private static UUID conversation(HttpServletRequest request) {
        String text = given(request, "conversation_id", null);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("conversation_id", "is not a UUID");
        }
    }

    /** From the query string only: to look for it in the body would read that. */
    private static String given(HttpServletRequest request, String name, String otherwise) {
        String value = QueryString.value(request.getQueryString(), name);
        if (value != null && value.length() > MAX_NAME_LENGTH) {
            throw Refused.tooLarge(name, value.length(), MAX_NAME_LENGTH, "characters");
        }
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
