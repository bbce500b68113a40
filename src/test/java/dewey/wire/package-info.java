/**
 * The protocols as bytes, for tests that must send what no library would: frames made by hand, requests written character by
 * character.
 *
 * <p>Knows no MCP.
 */
package dewey.wire;
