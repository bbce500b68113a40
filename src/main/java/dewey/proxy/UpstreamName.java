package dewey.proxy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upstream that a client asks for: {@code /proxy/NAME} or {@code /proxy?upstream=NAME}. Nothing is decoded: names need no escapes.
 *
 * <p>That of a recorded session has a colon. Payara Server 7 answers 503 to every path that has one, in whatever spelling (payara/Payara#7777),
 * so that {@code /proxy/replay/ID} is the same as {@code /proxy/replay:ID}.
 */
final class UpstreamName {
    private static final Pattern IN_PATH = Pattern.compile("/proxy/([A-Za-z0-9._:-]{1,100})");
    private static final String REPLAY_WITHOUT_COLON = "/proxy/replay/";
    private static final Pattern IN_QUERY = Pattern.compile("(?:^|&)upstream=([^&]*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    private UpstreamName() {}

    /** Empty when there is no name, more than one, or none that an upstream can have. */
    static Optional<String> of(String path, String query) {
        Matcher inPath = IN_PATH.matcher(withColon(path));
        Matcher inQuery = IN_QUERY.matcher(query == null ? "" : query);
        boolean queried = inQuery.find();
        if (inPath.matches()) {
            return queried ? Optional.empty() : Optional.of(inPath.group(1));
        }
        if (!path.equals("/proxy") || !queried) {
            return Optional.empty();
        }
        // the only character of a name that programs write as an escape
        String name = inQuery.group(1).replaceAll("%3[Aa]", ":");
        return inQuery.find() || !NAME.matcher(name).matches() ? Optional.empty() : Optional.of(name);
    }

    private static String withColon(String path) {
        return path.startsWith(REPLAY_WITHOUT_COLON)
                ? "/proxy/replay:" + path.substring(REPLAY_WITHOUT_COLON.length())
                : path;
    }
}
