// The official TypeScript SDK as a client of Dewey over WebSocket or HTTP. Usage: node client.js URL
// Prints one JSON object. The SDK itself checks each answer against the tool's outputSchema.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket; // built in since Node 22

const client = new Client({ name: 'dewey-test', version: '1' });
const failures = [];
client.onerror = (error) => failures.push(String(error));
const url = new URL(process.argv[2]);
const transport = url.protocol === 'ws:' ? new WebSocketClientTransport(url) : new StreamableHTTPClientTransport(url);
await client.connect(transport);

const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
const { tools } = await client.listTools();
const word = `word${process.pid}at${Date.now()}`;
const { conversation_id } = await call('dewey_begin_conversation', { session_id: word, metadata: { from: 'node' } });
const stored = await call('dewey_store_message', { conversation_id, role: 'user', content: `A ${word} from TypeScript 😀` });
const found = await call('dewey_search', { query: word });
const read = await call('dewey_get_conversation', { conversation_id });
const refused = await client.callTool({ name: 'dewey_search', arguments: { query: word, limit: 0 } });
await client.ping();

console.log(
  JSON.stringify({
    server: client.getServerVersion().name,
    tools: tools.map((tool) => tool.name),
    turn: stored.turn_number,
    found: found.results.map((hit) => hit.message_id === stored.message_id && hit.content),
    read: read.messages.map((message) => message.content),
    refused: refused.isError && refused.content[0].text,
    failures,
    word,
  }),
);
await client.close();
