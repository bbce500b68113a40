/**
 * Sessions with upstreams over WebSocket, over Streamable HTTP and with a process: the client's half of each transport.
 *
 * <p>Knows nothing of who listens, and of MCP only what its transports need.
 */
package dewey.transports;
