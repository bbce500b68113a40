/**
 * The application servers on which the WAR is tested: how each is configured, by the scripts in {@code server-config}, started, and ended.
 *
 * <p>Knows no test but by its name ({@link dewey.servers.Differences}).
 */
package dewey.servers;
