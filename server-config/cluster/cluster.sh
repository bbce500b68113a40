#!/bin/sh
# Two nodes of Dewey behind HAProxy, over a PostgreSQL with a replica, all on this machine's loopback interface (docs/cluster.md).
# Needs Debian's postgresql and haproxy, curl, and what ./mvnw -ntp -DskipTests package makes. settings.sh has the ports.
#
#   cluster.sh start      starts what does not run; ready when it returns
#   cluster.sh stop       stops everything in order; nothing is deleted
#   cluster.sh status     ends with 1 when something is not as it should be
#   cluster.sh erase      stops everything, and deletes all of its data
set -eu
. "$(dirname "$0")/settings.sh"
pid=$CLUSTER_HOME/haproxy.pid
haproxy=${HAPROXY:-$(command -v haproxy || echo /usr/sbin/haproxy)}

proxy_start() {
    runs "$pid" haproxy && return
    [ -x "$haproxy" ] || fail "haproxy is not there: apt-get install haproxy, or set HAPROXY"
    NODE1_PORT=$(node_port 1) NODE2_PORT=$(node_port 2) "$haproxy" -D -p "$pid" -f "$here/haproxy.cfg"
    say "HAProxy listens on port $CLUSTER_PORT; its statistics are at http://127.0.0.1:$CLUSTER_STATISTICS_PORT/"
}

proxy_stop() {
    runs "$pid" haproxy || return 0
    kill "$(cat "$pid")"
    rm -f "$pid"
    say "HAProxy is stopped"
}

answers() { curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$CLUSTER_PORT/health/ready" 2>/dev/null; }

status() {
    good=0
    "$here/database.sh" status || good=1
    "$here/nodes.sh" status || good=1
    if answers; then echo "HAProxy, port $CLUSTER_PORT: answers"; else echo "HAProxy, port $CLUSTER_PORT: no answer"; good=1; fi
    return $good
}

stop() {
    "$here/nodes.sh" stop
    proxy_stop
    "$here/database.sh" stop
}

case ${1:-} in
    start)
        mkdir -p "$CLUSTER_HOME"
        "$here/database.sh" start
        "$here/nodes.sh" start
        proxy_start
        wait_for 30 answers || fail "HAProxy finds no node"
        echo "  MCP over HTTP        http://127.0.0.1:$CLUSTER_PORT/mcp"
        echo "  MCP over WebSocket   ws://127.0.0.1:$CLUSTER_PORT/mcp"
        echo "  Console              http://127.0.0.1:$CLUSTER_PORT/console/"
        ;;
    stop) stop ;;
    status) status ;;
    erase)
        stop
        rm -rf "$CLUSTER_HOME/database" "$CLUSTER_HOME/node1" "$CLUSTER_HOME/node2" "$CLUSTER_HOME/spool" "$CLUSTER_HOME"/*.password "$CLUSTER_HOME"/*.key
        ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
