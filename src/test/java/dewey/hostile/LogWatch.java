package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.ServerLog;
import java.util.List;
import java.util.regex.Pattern;

/** The server's log since it was looked at last: nothing that came in may stand there as it came. */
final class LogWatch {
    /** What hostile texts carry: a line that looks like the log's own must not begin with it. */
    static final String FORGED = "2026-01-01T00:00:00.000 SEVERE dewey FORGED-LINE";

    /** Credentials and contents that the cases send. */
    static final List<String> SECRETS =
            List.of("Tr0ub4dor-3", "sk-hostile0123456789abcdefghijkl", "S3cr3t-of-the-t3sts");

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]");
    private static final Pattern FAILURE = Pattern.compile(" SEVERE dewey\\.|Response has not been set");
    private static final int SHOWN = 200;

    private final ServerLog log;
    private long seen;

    LogWatch(ServerLog log) {
        this.log = log;
        seen = log.length();
    }

    void requireClean() {
        String fresh = log.since(seen);
        seen += fresh.length();
        var control = CONTROL.matcher(fresh);
        if (control.find()) {
            int at = control.start();
            throw new AssertionError("the log holds a control character: "
                    + fresh.substring(Math.max(0, at - SHOWN), Math.min(fresh.length(), at + SHOWN)));
        }
        assertThat(fresh.lines()).as("lines of the log").noneMatch(line -> line.contains("FORGED-LINE"));
        // an ERROR of the application is an uncaught failure, and one of the container that its requests were mixed up:
        // no input may cause
        // one. (Grizzly logs some malformed URIs as its own.)
        assertThat(fresh.lines().filter(line -> FAILURE.matcher(line).find()))
                .as("failures in the log")
                .isEmpty();
        for (String secret : SECRETS) {
            assertThat(fresh.contains(secret))
                    .as("a secret is in the log: " + secret)
                    .isFalse();
        }
    }
}
