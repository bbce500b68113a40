/**
 * The MCP servers that the administrator has named: where they are, what may be reached, how they have done lately; and what a
 * session with one of them is, whatever it travels by.
 *
 * <p>Knows nothing of clients and relays.
 */
package dewey.upstreams;
