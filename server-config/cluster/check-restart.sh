#!/bin/sh
# Whether a rolling restart loses anything: clients store through HAProxy, over both doors, while each node is restarted. The cluster
# must run (cluster.sh start). Prints a verdict, and ends with 1 when a message was lost or stored twice, a turn is missing, or a client
# had to wait for more than 15 s.
set -eu
. "$(dirname "$0")/settings.sh"
cd "$repository"
exec ./mvnw -q -ntp exec:java@store-throughout -Dexec.args="ws://127.0.0.1:$CLUSTER_PORT/mcp ${CLIENTS:-16} 15 '$here/nodes.sh' restart"
