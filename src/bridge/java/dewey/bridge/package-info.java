/**
 * A program that stands between an MCP client that only starts processes and a server over HTTP or WebSocket: {@code java -jar
 * dewey-stdio.jar URL}. The JDK is all it needs.
 *
 * <p>Knows nothing of Dewey: any MCP server will do.
 */
package dewey.bridge;
