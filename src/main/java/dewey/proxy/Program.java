package dewey.proxy;

/**
 * Who speaks to an upstream over HTTP: the session that the upstream has given, or where it has given none, who it seems to be.
 *
 * @param sessionId null where there is none; where there is one it alone counts
 */
record Program(String caller, String address, String userAgent, String sessionId) {
    Program {
        if (sessionId != null) {
            address = null;
            userAgent = null;
        }
    }

    Program with(String givenSessionId) {
        return new Program(caller, address, userAgent, givenSessionId);
    }
}
