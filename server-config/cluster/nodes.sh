#!/bin/sh
# Two nodes of Dewey on Payara Micro, both on the PostgreSQL of database.sh.
#
#   nodes.sh start [1|2]     starts what does not run, and waits until it is ready
#   nodes.sh stop [1|2]      SIGTERM: the node finishes what runs, says goodbye to its sockets, and ends
#   nodes.sh restart         one after the other: taken out of HAProxy, stopped, started, and put back when it is ready
#   nodes.sh status
set -eu
. "$(dirname "$0")/settings.sh"
for needed in "$CLUSTER_WAR" "$CLUSTER_SERVER/payara-micro.jar" "$CLUSTER_SERVER/postgresql.jar"; do
    [ -r "$needed" ] || fail "$needed is not there: ./mvnw -ntp -DskipTests package makes it"
done
# How long calls that run may take to finish.
drain=20

home() { echo "$CLUSTER_HOME/node$1"; }
up() { runs "$(home "$1")/pid" "$(home "$1")"; }
down() { ! up "$1"; }
ready() { curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$(node_port "$1")/health/ready" 2>/dev/null; }
ready_or_gone() { ready "$1" || down "$1"; }
served() { curl -fsS -m 5 "http://127.0.0.1:$CLUSTER_STATISTICS_PORT/;csv" | grep -q "^dewey,node$1,.*,UP,"; }

# Payara Micro puts values into its commands before it reads them; there these characters divide properties.
escaped() { printf %s "$1" | sed 's/[\\:=]/\\&/g'; }

# The same on all nodes, whatever node a request comes to next: see docs/cluster.md.
key() {
    [ -s "$CLUSTER_HOME/$1.key" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$CLUSTER_HOME/$1.key")
    cat "$CLUSTER_HOME/$1.key"
}

launch() {
    directory=$(home "$1")
    rm -rf "$directory/tmp"
    mkdir -p "$directory/tmp"
    a=$(word 1 "$CLUSTER_DATABASE_PORTS") b=$(word 2 "$CLUSTER_DATABASE_PORTS")
    own=$(word "$1" "$CLUSTER_GRID_PORTS")
    cat "$here/../payara/pool.asadmin" "$here/../payara/replica.asadmin" > "$directory/pools.asadmin"
    # Both databases: the driver takes the one that is the primary. hostRecheckSeconds: how long it believes what it knows of them.
    DEWEY_POOL_URL=$(escaped "jdbc:postgresql://127.0.0.1:$a,127.0.0.1:$b/dewey?targetServerType=primary&hostRecheckSeconds=2") \
    DEWEY_REPLICA_URL=$(escaped "jdbc:postgresql://127.0.0.1:$a,127.0.0.1:$b/dewey?targetServerType=secondary&hostRecheckSeconds=2") \
    DEWEY_DATABASE_REPLICA=jdbc/dewey-replica \
    DEWEY_POOL_USER=dewey DEWEY_POOL_PASSWORD=$(escaped "$(cat "$CLUSTER_HOME/dewey.password")") \
    DEWEY_DB_MIN_CONNECTIONS=${DEWEY_DB_MIN_CONNECTIONS:-4} DEWEY_DB_MAX_CONNECTIONS=${DEWEY_DB_MAX_CONNECTIONS:-16} \
    DEWEY_HOST=127.0.0.1 DEWEY_LIMITS_SHARED=true DEWEY_MCP_LOOK_FOR_CHANGES=2s DEWEY_MCP_STATE_KEY=$(key state) DEWEY_AUDIT_KEY=$(key audit) \
    DEWEY_RECORDING_SPOOL_DIRECTORY=$CLUSTER_HOME/spool \
    DEWEY_SHUTDOWN_DRAIN_TIMEOUT=${drain}s \
        nohup "$CLUSTER_JAVA" $CLUSTER_JAVA_OPTS "-Djava.io.tmpdir=$directory/tmp" -Dhazelcast.socket.bind.any=false \
        "-Djava.util.logging.config.file=$here/../payara/logging.properties" -jar "$CLUSTER_SERVER/payara-micro.jar" \
        --disablephonehome --contextroot / --port "$(node_port "$1")" \
        --clustermode "tcpip:127.0.0.1:$(word 1 "$CLUSTER_GRID_PORTS"),127.0.0.1:$(word 2 "$CLUSTER_GRID_PORTS")" \
        --startport "$own" --interfaces 127.0.0.1 \
        --logproperties "$here/../payara/logging.properties" \
        --prebootcommandfile "$here/node.asadmin" --postbootcommandfile "$directory/pools.asadmin" \
        --addlibs "$CLUSTER_SERVER/postgresql.jar" --deploy "$CLUSTER_WAR" >> "$directory/server.log" 2>&1 < /dev/null &
    echo $! > "$directory/pid"
    # until the shell's child has become Java
    wait_for 10 up "$1" || fail "node $1 did not start; see $directory/server.log"
}

start() {
    up "$1" || launch "$1"
    wait_for 240 ready_or_gone "$1" && up "$1" || fail "node $1 is not ready; see $(home "$1")/server.log"
    say "node $1 is ready on port $(node_port "$1")"
}

stop() {
    up "$1" || return 0
    kill "$(cat "$(home "$1")/pid")"
    wait_for $((drain + 30)) down "$1" || { say "node $1 does not end; it is killed"; kill -9 "$(cat "$(home "$1")/pid")"; }
    rm -f "$(home "$1")/pid"
    say "node $1 is stopped"
}

# HAProxy is told, instead of being left to find out: a node out of its rotation gets nothing new, and keeps what it has.
tell_haproxy() {
    curl -fsS -m 5 -o /dev/null -H 'X-Dewey-Request: 1' -d "s=node$1" -d b=dewey -d "action=$2" "http://127.0.0.1:$CLUSTER_STATISTICS_PORT/" \
        || say "HAProxy does not take the order \"$2\" for node $1"
}

# One at a time: the next one when HAProxy sends something to the last one again.
restart() {
    for node in 1 2; do
        tell_haproxy "$node" maint
        stop "$node"
        start "$node"
        tell_haproxy "$node" ready
        wait_for 30 served "$node" || fail "HAProxy does not find node $node up"
        say "node $node is served again"
    done
}

status() {
    good=0
    for node in 1 2; do
        if ready "$node"; then state=ready; elif up "$node"; then state="not ready"; good=1; else state=down; good=1; fi
        echo "node $node, port $(node_port "$node"): $state"
    done
    return $good
}

case ${1:-} in
    start)
        # side by side: each spends most of the time on its own
        for node in ${2:-1 2}; do up "$node" || launch "$node"; done
        for node in ${2:-1 2}; do start "$node"; done
        ;;
    stop) for node in ${2:-1 2}; do stop "$node"; done ;;
    restart | status) "$1" ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
