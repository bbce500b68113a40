#!/bin/sh
# Whether a failover of the database loses anything: clients store through HAProxy, over both doors, while the primary is killed (kill -9)
# and the replica takes over. The cluster must run (cluster.sh start) with its replica. Prints a verdict, and ends with 1 when a message
# was lost or stored twice, a turn is missing, or a client had to wait for more than 30 s. Afterwards the old primary is made a replica again.
set -eu
. "$(dirname "$0")/settings.sh"
cd "$repository"
verdict=0
./mvnw -q -ntp exec:java@store-throughout -Dexec.args="ws://127.0.0.1:$CLUSTER_PORT/mcp ${CLIENTS:-16} 30 sh -c '\"$here/database.sh\" kill && sleep ${NOTICED_AFTER:-3} && \"$here/database.sh\" failover'" || verdict=1
"$here/database.sh" rejoin
exit $verdict
