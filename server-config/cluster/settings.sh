# What the scripts of this directory share; they read it, nobody runs it. Everything can be set in the environment beforehand.

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

# Where everything is kept: two databases, two nodes' spools and logs, passwords. Not under /root, which the user of PostgreSQL cannot enter.
if [ "$(id -u)" = 0 ]; then
    CLUSTER_HOME=${CLUSTER_HOME:-/var/lib/dewey-cluster}
else
    CLUSTER_HOME=${CLUSTER_HOME:-$HOME/.dewey-cluster}
fi
# All ports are of the loopback interface.
CLUSTER_PORT=${CLUSTER_PORT:-9020}                  # HAProxy: the one that clients know
CLUSTER_STATISTICS_PORT=${CLUSTER_STATISTICS_PORT:-9029}
CLUSTER_NODE_PORTS=${CLUSTER_NODE_PORTS:-9021 9022}
CLUSTER_GRID_PORTS=${CLUSTER_GRID_PORTS:-6921 6922} # Payara's data grid, for limits that the nodes share
CLUSTER_DATABASE_PORTS=${CLUSTER_DATABASE_PORTS:-5441 5442}
CLUSTER_JAVA=${CLUSTER_JAVA:-java}
# Quick to start; on a machine with more than two cores leave out the first two.
CLUSTER_JAVA_OPTS=${CLUSTER_JAVA_OPTS:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx640m}
# What ./mvnw -ntp -DskipTests package has made.
CLUSTER_WAR=${CLUSTER_WAR:-$repository/target/dewey.war}
CLUSTER_SERVER=${CLUSTER_SERVER:-$repository/target/server}
export CLUSTER_HOME CLUSTER_PORT CLUSTER_STATISTICS_PORT

say() { echo "$(date +%T) $*"; }
fail() { echo "$*" >&2; exit 1; }
word() { echo "$2" | cut -d' ' -f"$1"; }
node_port() { word "$1" "$CLUSTER_NODE_PORTS"; }

# Whether the process that left its id in the file $1 still runs; ids are used again, so that its command must name $2.
runs() { [ -r "$1" ] && ps -ww -o args= -p "$(cat "$1")" 2>/dev/null | grep -qF "$2"; }

# wait_for SECONDS COMMAND…: until the command succeeds
wait_for() {
    seconds=$1
    shift
    end=$(($(date +%s) + seconds))
    until "$@"; do
        [ "$(date +%s)" -lt "$end" ] || return 1
        sleep 0.2
    done
}
