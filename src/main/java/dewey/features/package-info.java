/**
 * What a server of MCP can offer: tools, resources and prompts, their descriptions and arguments, and what they are told of the call
 * they answer.
 *
 * <p>Knows no protocol revision, no JSON-RPC message and no transport; other rooms implement it.
 */
package dewey.features;
