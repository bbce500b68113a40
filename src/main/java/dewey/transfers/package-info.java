/**
 * Files over HTTP: transcripts that are uploaded, and exports that are downloaded.
 *
 * <p>Knows no table and nothing of MCP: what a file means is said by {@link dewey.transcripts} and {@link dewey.exports}. No thread waits for
 * a client, and of no file more than a piece is in memory.
 */
package dewey.transfers;
