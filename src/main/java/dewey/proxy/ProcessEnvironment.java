package dewey.proxy;

import java.util.List;
import java.util.Map;

/** The environment of an upstream process: what is configured, and of Dewey's own only what programs need to run at all. */
final class ProcessEnvironment {
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

    /** Makes {@code environment}, which holds all of Dewey's, that of an upstream. */
    static void restrict(Map<String, String> environment, Map<String, String> configured) {
        environment.keySet().retainAll(PASSED_ON);
        environment.putAll(configured);
    }
}
