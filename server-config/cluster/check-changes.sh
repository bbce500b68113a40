#!/bin/sh
# Whether a client that has subscribed at one node hears of what another node stores. The cluster must run (cluster.sh start). Prints a
# verdict, and ends with 1 when nothing was heard within 10 s.
set -eu
. "$(dirname "$0")/settings.sh"
heard=$(mktemp)
listener=
trap '[ -z "$listener" ] || kill "$listener" 2>/dev/null; rm -f "$heard"' EXIT
meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'

# ask NODE METHOD NAME PARAMS: one request of revision 2026-07-28
ask() {
    curl -sS -N -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2026-07-28' \
        -H "Mcp-Method: $2" ${3:+-H "Mcp-Name: $3"} "http://127.0.0.1:$(node_port "$1")/mcp" \
        -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":{$4,$meta}}"
}
tell() { ask "$1" tools/call "$2" "\"name\":\"$2\",\"arguments\":$3"; }

id=$(tell 1 dewey_begin_conversation '{}' | grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | head -1)
[ -n "$id" ] || fail "no conversation could be begun"
ask 1 subscriptions/listen "" "\"notifications\":{\"resourceSubscriptions\":[\"dewey://conversation/$id\"]}" > "$heard" &
listener=$!
wait_for 10 grep -q subscriptions/acknowledged "$heard" || fail "BAD: the subscription at node 1 was not acknowledged"
# longer than what is told of the time before a subscription, so that what is heard is what is stored now
sleep 10
before=$(grep -c resources/updated "$heard" || true)
tell 2 dewey_store_message "{\"conversation_id\":\"$id\",\"role\":\"user\",\"content\":\"from the other node\"}" | grep -q turn_number || fail "BAD: node 2 did not store"
more() { [ "$(grep -c resources/updated "$heard" || true)" -gt "$before" ]; }
wait_for 10 more || fail "BAD: node 1 did not tell its subscriber what node 2 has stored"
echo "GOOD: node 1 has told its subscriber what node 2 has stored"
