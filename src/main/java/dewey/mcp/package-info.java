/**
 * The Model Context Protocol in both its eras: versions, sessions, tools, and the one place where errors become answers.
 *
 * <p>Knows no socket, no HTTP and no table: a door hands it messages and gets texts back; a tool hands it JSON.
 */
package dewey.mcp;
