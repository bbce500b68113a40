package dewey.admin;

import dewey.audit.AuditTrail;
import dewey.audit.AuditTrail.Witness;
import dewey.audit.Entry;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.refusals.Refused;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;

/**
 * The audit for administrators: {@code GET /api/audit}, the latest first, before a number; {@code GET /api/audit/verification}, which
 * looks at every row.
 */
@WebServlet(
        name = "audit",
        urlPatterns = {"/api/audit", "/api/audit/verification"},
        asyncSupported = true)
public class AuditServlet extends AdministrationServlet {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    @Inject
    private transient AuditTrail audit;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        if (request.getServletPath().endsWith("/verification")) {
            answer(request, response, caller -> verification(caller.tenant(), request));
        } else {
            answer(request, response, caller -> page(caller.tenant(), request));
        }
    }

    private JsonObject page(String tenant, HttpServletRequest request) {
        long limit = number(request, "limit", PAGE, LARGEST_PAGE);
        JsonArrayBuilder rows = JsonText.array();
        audit.before(tenant, number(request, "before", Long.MAX_VALUE, Long.MAX_VALUE), (int) limit)
                .forEach(row -> rows.add(json(row)));
        return JsonText.object().add("entries", rows).build();
    }

    private JsonObject verification(String tenant, HttpServletRequest request) {
        String hash = request.getParameter("hash");
        Optional<Witness> witness = hash == null
                ? Optional.empty()
                : Optional.of(new Witness(number(request, "number", 0, Long.MAX_VALUE), hash));
        AuditTrail.Verification found = audit.verify(tenant, witness);
        JsonObjectBuilder json = JsonText.object()
                .add("sound", found.fault().isEmpty())
                .add("rows", found.rows())
                .add("last_number", found.lastNumber())
                .add("last_hash", found.lastHash());
        found.fault().ifPresent(fault -> json.add("fault", fault));
        return json.build();
    }

    private static long number(HttpServletRequest request, String name, long standard, long most) {
        String text = request.getParameter(name);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // the same words for both
        }
        throw Refused.invalid(name, "must be a whole number from 1 to " + most);
    }

    private static JsonObjectBuilder json(AuditTrail.Row row) {
        Entry entry = row.entry();
        return JsonText.object()
                .add("number", row.number())
                .add("at", Timestamp.text(entry.at()))
                .add("until", Timestamp.text(entry.until()))
                .add("caller", entry.caller())
                .add("address", entry.address())
                .add("action", entry.action().toLowerCase(Locale.ROOT))
                .add("what", entry.what())
                .add("target", entry.target())
                .add("outcome", entry.outcome().toLowerCase(Locale.ROOT))
                .add("times", entry.times())
                .add("hash", row.hashText());
    }
}
