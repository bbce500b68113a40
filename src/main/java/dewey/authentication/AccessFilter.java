package dewey.authentication;

import dewey.authentication.Verdict.Admitted;
import dewey.config.Settings;
import dewey.security.Caller;
import dewey.security.Pass;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first of all filters: nothing passes whose caller is not known. Where no credentials are configured, everyone on this machine
 * is let in, and nobody else: neither by another address of it, nor by a proxy on it.
 */
@WebFilter(filterName = "access", urlPatterns = "/*", asyncSupported = true)
public class AccessFilter extends HttpFilter {
    /** What proxies add. */
    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    @Inject
    private transient Settings settings;

    @Inject
    private transient Authenticator authenticator;

    @Inject
    private transient Reports reports;

    private transient Hosts hosts;
    private transient boolean open;

    @Override
    public void init() {
        open = !settings.security().asksForCredentials();
        hosts = Hosts.anyOr(open, settings.security().allowedHosts());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        List<String> asked = Collections.list(request.getHeaders("Host"));
        // two are no request (RFC 9112 §3.2): a proxy in front may have gone by the other one
        boolean known = asked.size() < 2 && hosts.allow(asked.isEmpty() ? null : asked.get(0));
        Verdict verdict = known
                ? verdict(request)
                : new Verdict.Forbidden("this server is not asked by that name (dewey.security.allowed-hosts)");
        if (verdict instanceof Admitted admitted) {
            reports.admitted(request, admitted.pass().caller());
            chain.doFilter(known(request, admitted.pass()), response);
        } else if (Paths.isPublic(request) && (known || !open || asked.isEmpty())) {
            // a load balancer may ask by any name, or in HTTP/1.0 by none; on loopback another name is that of a page
            // that wants to look in, and browsers always say one
            chain.doFilter(request, response);
        } else {
            reports.refused(request, verdict);
            Refusal.of(settings.security(), request, response).answer(verdict);
        }
    }

    private Verdict verdict(HttpServletRequest request) throws IOException {
        return open ? unchecked(request) : checked(request);
    }

    private static Verdict unchecked(HttpServletRequest request) throws IOException {
        // an address literal, so that no name is looked up
        if (!InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress()) {
            return new Verdict.Forbidden("this server asks for no credentials and may be reached on loopback only");
        }
        if (FORWARDED.stream().anyMatch(name -> request.getHeader(name) != null)) {
            return new Verdict.Forbidden("this server asks for no credentials and may not be reached through a proxy");
        }
        return new Admitted(Pass.forEver(Caller.LOCAL.at(request.getRemoteAddr())));
    }

    private Verdict checked(HttpServletRequest request) {
        Presented presented = Presented.in(request, settings.security().takesQueryTokens());
        if (presented.problem().isPresent()) {
            return new Verdict.Invalid(presented.problem().get());
        }
        if (presented.token().isEmpty()) {
            return new Verdict.Anonymous();
        }
        Verdict verdict = authenticator.judge(presented.token().get(), request.getRemoteAddr());
        return verdict instanceof Admitted admitted ? allowed(request, presented, admitted) : verdict;
    }

    private static Verdict allowed(HttpServletRequest request, Presented presented, Admitted admitted) {
        Caller caller = admitted.pass().caller();
        if (presented.byCookie() && Paths.changes(request) && request.getHeader(Presented.NOT_FORGED) == null) {
            return new Verdict.Forbidden("a change needs the header " + Presented.NOT_FORGED);
        }
        return Stream.of(Paths.needed(request))
                .filter(role -> !caller.may(role))
                .<Verdict>map(needed -> new Verdict.Insufficient(needed, caller))
                .findFirst()
                .orElse(admitted);
    }

    private static HttpServletRequest known(HttpServletRequest request, Pass pass) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return pass;
            }
        };
    }
}
