/** The official conformance suite of MCP, run against Dewey on both of its doors. */
package dewey.conformance;
