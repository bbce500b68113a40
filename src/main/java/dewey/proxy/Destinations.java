package dewey.proxy;

import dewey.refusals.Refused;
import dewey.replay.Replays;
import dewey.security.Caller;
import dewey.upstreams.Upstream;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.upstreams.Upstreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a client may be taken: to the upstreams that are configured, and to the recorded sessions of its tenant. */
@ApplicationScoped
public class Destinations {
    private static final Pattern SPEED = Pattern.compile("(?:^|&)speed=([^&]*)");

    @Inject
    private Upstreams upstreams;

    @Inject
    private Replays replays;

    /**
     * What a request names by its path below the application, as it is written, or by its query. Does not wait: a recorded session
     * may turn out not to be there when it is opened.
     *
     * @param query as it is written, or null
     * @throws Refused when the query asks for what there is not
     */
    Optional<Upstream> named(String path, String query) {
        return UpstreamName.of(path, query).flatMap(name -> called(name, query));
    }

    private Optional<Upstream> called(String name, String query) {
        Matcher speed = SPEED.matcher(query == null ? "" : query);
        Optional<ReplayUpstream> replay = replays.named(name, speed.find() ? speed.group(1) : null);
        return replay.isPresent() ? replay.map(Upstream.class::cast) : upstreams.named(name);
    }

    /**
     * Whether the caller may be taken there. Waits for the database for a bounded time where it must be asked.
     *
     * @throws Refused when that cannot be told at the moment
     */
    boolean isOpenTo(Caller caller, Upstream destination) {
        return !(destination instanceof ReplayUpstream replay) || replays.has(caller, replay);
    }
}
