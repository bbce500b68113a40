package dewey.transports;

import dewey.upstreams.Upstream.StdioUpstream;
import java.util.List;

/** The environment of an upstream process: what is configured, and of Dewey's own only what programs need to run at all. */
public final class ProcessEnvironment {
    /** None of them may hold a secret: Dewey's own passwords are in its environment, too. */
    private static final List<String> PASSED_ON = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "TERM",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            // Windows
            "APPDATA",
            "HOMEDRIVE",
            "HOMEPATH",
            "LOCALAPPDATA",
            "PROCESSOR_ARCHITECTURE",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "USERNAME",
            "USERPROFILE");

    private ProcessEnvironment() {}

    /** How the process of {@code upstream} is started. */
    static ProcessBuilder of(StdioUpstream upstream) {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(upstream.command());
        builder.command().addAll(upstream.arguments());
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().putAll(upstream.environment());
        return builder;
    }
}
