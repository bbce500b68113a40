package dewey.config;

/**
 * How much one caller may ask for, and how much may be open; {@code docs/limits.md} has the reason of each default.
 *
 * @param read calls that read, of each caller
 * @param write calls that write, of each caller
 * @param search searches of each caller
 * @param bulk bulks, imports and exports of each caller
 * @param proxy requests over HTTP that are relayed for each caller
 * @param messages whatever arrives from each caller, pings and notifications included; beyond it the caller is an abuser
 * @param local whether all this also holds for the caller without credentials on this machine
 * @param shared whether the nodes of a cluster count together, where the server has a data grid
 * @param maxConnections how many of each kind (sockets, requests, sessions, relays) may be open on this node
 * @param maxConnectionsPerCaller the same for each caller
 * @param maxConnectionsPerAddress the same for each address
 * @param concurrentSearches how many searches run on this node at once; half of the connections to the database unless set
 * @param concurrentBulks the same for bulks, imports and exports; a quarter unless set
 */
public record LimitSettings(
        Rate read,
        Rate write,
        Rate search,
        Rate bulk,
        Rate proxy,
        Rate messages,
        boolean local,
        boolean shared,
        int maxConnections,
        int maxConnectionsPerCaller,
        int maxConnectionsPerAddress,
        int concurrentSearches,
        int concurrentBulks) {
    private static final int MOST = 1_000_000;
    /** As in {@code server-config}, where the environment does not say otherwise. */
    private static final int CONNECTIONS = 16;

    private static final int MOST_CONCURRENT = 1_000;

    /**
     * A rate that may be exceeded for a short time.
     *
     * @param perSecond what comes back each second
     * @param burst how many may come at once after a time of rest
     */
    public record Rate(int perSecond, int burst) {}

    static LimitSettings read(SettingsReader read) {
        int connections = read.number("dewey.db.max-connections", CONNECTIONS, 1, MOST);
        return new LimitSettings(
                rate(read, "read", 200, 400),
                rate(read, "write", 200, 400),
                rate(read, "search", 200, 400),
                rate(read, "bulk", 20, 40),
                rate(read, "proxy", 200, 400),
                rate(read, "messages", 2_000, 4_000),
                read.flag("dewey.limits.local", false),
                read.flag("dewey.limits.shared", false),
                read.number("dewey.limits.max-connections", 10_000, 1, MOST),
                read.number("dewey.limits.max-connections-per-caller", 200, 1, MOST),
                read.number("dewey.limits.max-connections-per-address", 1_000, 1, MOST),
                read.number("dewey.limits.concurrent-searches", Math.max(1, connections / 2), 1, MOST_CONCURRENT),
                read.number("dewey.limits.concurrent-bulks", Math.max(1, connections / 4), 1, MOST_CONCURRENT));
    }

    private static Rate rate(SettingsReader read, String family, int perSecond, int burst) {
        String key = "dewey.limits." + family;
        return new Rate(
                read.number(key + "-per-second", perSecond, 1, MOST), read.number(key + "-burst", burst, 1, MOST));
    }
}
