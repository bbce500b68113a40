/**
 * MCP over WebSocket (RFC 6455, JSR-356): the handshake, and one mailbox in and one out for each socket.
 *
 * <p>Knows no tool and no table, and leaves the meaning of messages to {@link dewey.mcp.McpServer}.
 */
package dewey.websocket;
