#!/bin/sh
# What Payara Server 6 or 7 needs for Dewey: the PostgreSQL driver, the pool of connections, bounds, and what an administrator watches.
# Run it while the domain runs, as often as you like: what is there is changed, not made twice. Options go to asadmin itself.
#
#   server-config/payara-server/dewey.sh /opt/payara6/bin/asadmin postgresql-42.7.14.jar [--port 4848 --user admin --passwordfile …]
#
# Then set DEWEY_POOL_URL, DEWEY_DB_USER and DEWEY_DB_PASSWORD in the environment of the server, restart the domain, and deploy:
#   asadmin deploy --contextroot / --name dewey dewey.war
set -eu
[ $# -ge 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
asadmin=$1 driver=$2
shift 2
[ -x "$asadmin" ] || { echo "$asadmin is no program that can be run" >&2; exit 2; }
[ -r "$driver" ] || { echo "$driver cannot be read: the JDBC driver of PostgreSQL is needed, postgresql-42.7 or newer" >&2; exit 2; }
commands=$(mktemp)
trap 'rm -f "$commands"' EXIT
listed() { "$asadmin" --terse "$@" 2>/dev/null; }

# The driver belongs to the server, because the pool does.
listed "$@" list-libraries | grep -q postgresql || echo "add-library $driver" >> "$commands"

# All about the pool that is not set below: user and password stand in the environment, not in domain.xml.
# connectTimeout 3 s, socketTimeout 60 s: an address that swallows packets must not hold a thread for ever.
# logServerErrorDetail off: PostgreSQL's details quote the values of rows, which belong in no log.
# options: statement_timeout 30 s, before the socket's 60: no call needs so long, and one that does must not hold a connection (searches,
# migrations and the merge of the search index set their own). lock_timeout 5 s: what somebody else locks for longer is refused with the time to come again.
# idle_in_transaction_session_timeout 60 s: a transaction whose server has gone lets go of its locks.
# A pgBouncer in between must have ignore_startup_parameters = options; give the role these settings then (ALTER ROLE dewey SET …).
if ! listed "$@" list-jdbc-connection-pools | grep -qx dewey; then
    echo 'create-jdbc-connection-pool --datasourceclassname org.postgresql.ds.PGSimpleDataSource --restype javax.sql.DataSource --property url=${ENV=DEWEY_POOL_URL}:user=${ENV=DEWEY_DB_USER}:password=${ENV=DEWEY_DB_PASSWORD}:connectTimeout=3:socketTimeout=60:tcpKeepAlive=true:applicationName=dewey:logServerErrorDetail=false:reWriteBatchedInserts=true dewey' >> "$commands"
fi
listed "$@" list-jdbc-resources | grep -qx jdbc/dewey || echo 'create-jdbc-resource --connectionpoolid dewey jdbc/dewey' >> "$commands"

cat >> "$commands" <<'SETTINGS'
set "resources.jdbc-connection-pool.dewey.property.options=-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
set resources.jdbc-connection-pool.dewey.steady-pool-size=4
set resources.jdbc-connection-pool.dewey.max-pool-size=16
set resources.jdbc-connection-pool.dewey.pool-resize-quantity=2
set resources.jdbc-connection-pool.dewey.idle-timeout-in-seconds=300
set resources.jdbc-connection-pool.dewey.max-wait-time-in-millis=3000
set resources.jdbc-connection-pool.dewey.connection-validation-method=custom-validation
set resources.jdbc-connection-pool.dewey.validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation
set resources.jdbc-connection-pool.dewey.is-connection-validation-required=true
set resources.jdbc-connection-pool.dewey.validate-atmost-once-period-in-seconds=5
set resources.jdbc-connection-pool.dewey.fail-all-connections=true
set resources.jdbc-connection-pool.dewey.connection-leak-timeout-in-seconds=120
set resources.jdbc-connection-pool.dewey.connection-leak-reclaim=false
set configs.config.server-config.thread-pools.thread-pool.http-thread-pool.min-thread-pool-size=5
set configs.config.server-config.thread-pools.thread-pool.http-thread-pool.max-thread-pool-size=32
set configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.connection-upload-timeout-millis=30000
set configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.http2-enabled=false
set configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.server-header=false
set configs.config.server-config.monitoring-service.module-monitoring-levels.jdbc-connection-pool=HIGH
set configs.config.server-config.monitoring-service.module-monitoring-levels.http-service=LOW
set configs.config.server-config.monitoring-service.module-monitoring-levels.jvm=LOW
set configs.config.server-config.hazelcast-config-specific-configuration.clustering-enabled=false
set-healthcheck-configuration --enabled=true --dynamic=true --enableNotifiers=log-notifier
set-healthcheck-service-configuration --service connection-pool --enabled=true --dynamic=true --time=30 --time-unit=SECONDS --threshold-critical=95 --threshold-warning=80 --threshold-good=0
set-healthcheck-service-configuration --service stuck-thread --enabled=true --dynamic=true --time=60 --time-unit=SECONDS --stuck-threads-threshold=120 --stuck-threads-threshold-unit=SECONDS
SETTINGS

# Payara 7 does not know this one any more.
powered=configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.xpowered-by
if listed "$@" get "$powered" | grep -q "^$powered="; then echo "set $powered=false" >> "$commands"; fi

"$asadmin" "$@" multimode --file "$commands" --printprompt=false | tee "$commands.out"
! grep -q "failed\." "$commands.out" || { rm -f "$commands.out"; echo "not all of it could be set; see above" >&2; exit 1; }
rm -f "$commands.out"
echo "Done. Restart the domain when the driver or the thread pool is new."
