package dewey.authentication;

import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.security.Caller;
import dewey.security.Deed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Tells the log and the audit of requests that were not let in: from where, to which door, and why; never with what. */
@ApplicationScoped
public class Reports {
    private static final System.Logger LOG = System.getLogger("dewey.authentication");

    private final Event<Deed> deeds;
    private final Meters meters;
    private final LongAdder refused = new LongAdder();
    private final FailedAttempts told = new FailedAttempts(System::nanoTime);

    @Inject
    Reports(Event<Deed> deeds, Meters meters) {
        this.deeds = deeds;
        this.meters = meters;
    }

    /** For CDI's client proxy only. */
    protected Reports() {
        this(null, null);
    }

    /** How many requests were refused since the start. */
    public long refused() {
        return refused.sum();
    }

    /** What comes by MCP is told there, with what it was done to; the other interfaces are told here. */
    void admitted(HttpServletRequest request, Caller caller) {
        meters.count(Counted.AUTHENTICATED);
        if (Paths.isApi(request)) {
            String[] steps = Paths.of(request).split("/", 4);
            String target = steps.length > 3 ? steps[3] : "";
            deeds.fire(new Deed(caller, action(request, steps[2]), "/api/" + steps[2], target, Deed.Outcome.DONE));
        }
    }

    private static Deed.Action action(HttpServletRequest request, String what) {
        if (what.equals("tokens") || what.equals("audit")) {
            return Deed.Action.ADMINISTER;
        } else if (!Paths.changes(request)) {
            return what.startsWith("export") ? Deed.Action.EXPORT : Deed.Action.READ;
        } else if (what.startsWith("import")) {
            return Deed.Action.IMPORT;
        }
        return request.getMethod().equals("DELETE") ? Deed.Action.DELETE : Deed.Action.WRITE;
    }

    void refused(HttpServletRequest request, Verdict verdict) {
        refused.increment();
        boolean known = verdict instanceof Verdict.Insufficient || verdict instanceof Verdict.Forbidden;
        meters.count(known ? Counted.FORBIDDEN : Counted.AUTHENTICATION_REFUSED);
        String address = request.getRemoteAddr();
        // beyond that only the count grows
        if (!(verdict instanceof Verdict.Later) && told.failed(address).isZero()) {
            String door = door(request);
            LOG.log(Level.INFO, "a request from {0} to {1} was not let in: {2}", address, door, reason(verdict));
            deeds.fire(new Deed(
                    caller(verdict, address), Deed.Action.AUTHENTICATE, door, reason(verdict), Deed.Outcome.DENIED));
        }
    }

    /** Who is known is told to the administrators of the own tenant; all others are nobody's. */
    private static Caller caller(Verdict verdict, String address) {
        return verdict instanceof Verdict.Insufficient insufficient
                ? insufficient.caller()
                : new Caller(Caller.NOBODYS_TENANT, "anonymous", Set.of(), address);
    }

    /** One of few words: a path is the client's, and may hold anything. */
    private static String door(HttpServletRequest request) {
        String path = Paths.of(request);
        for (String door : new String[] {"/mcp", "/proxy", "/api", "/console"}) {
            if (path.equals(door) || path.startsWith(door + "/")) {
                return door;
            }
        }
        return path.equals("/") ? "/" : "another path";
    }

    private static String reason(Verdict verdict) {
        if (verdict instanceof Verdict.Invalid invalid) {
            return invalid.problem();
        } else if (verdict instanceof Verdict.Forbidden forbidden) {
            return forbidden.problem();
        } else if (verdict instanceof Verdict.Insufficient insufficient) {
            return "it needs the role " + insufficient.needed().wireName();
        }
        return verdict instanceof Verdict.TooMany ? "too many tokens that are no good" : "it shows no token";
    }
}
