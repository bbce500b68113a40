/**
 * Streamable HTTP (MCP, Transports), in both eras: requests in, answers or event streams out, sessions of the old era, and the two
 * ends of a request over HTTP that no thread waits for.
 *
 * <p>Knows no tool, table or upstream; of the engine, its messages and replies.
 */
package dewey.http;
