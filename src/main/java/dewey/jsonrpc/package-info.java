/**
 * JSON-RPC 2.0: messages, ids and errors, read from text and written to text.
 *
 * <p>Knows no MCP, no socket and no table.
 */
package dewey.jsonrpc;
