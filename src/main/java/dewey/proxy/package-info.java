/**
 * The relay between an MCP client and a named upstream server: unchanged both ways, recorded, and cleaned up when either side is
 * lost.
 *
 * <p>Knows nothing of the tools, and of MCP only what a relay must: which requests are open.
 */
package dewey.proxy;
