#!/bin/sh
# Two PostgreSQL servers, a and b: one is the primary, the other its streaming replica, to which every commit is copied before it is
# acknowledged. Needs Debian's postgresql (15 or newer); PGBIN says where its programs are, if not in /usr/lib/postgresql.
#
#   database.sh start       makes what is not there, and starts what does not run
#   database.sh stop        the replica last, so that it has everything
#   database.sh status      who is what, and whether commits wait for the replica
#   database.sh kill        kill -9 to the primary, as a power cut would end it
#   database.sh failover    makes the replica the primary, having seen to it that the old primary is down
#   database.sh rejoin      makes the other one a replica of the primary again, after a failover
#   database.sh alone       has the primary acknowledge without a replica, until rejoin: when the replica will be away for long
set -eu
. "$(dirname "$0")/settings.sh"
PGBIN=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
[ -x "$PGBIN/postgres" ] || fail "no PostgreSQL was found in /usr/lib/postgresql: apt-get install postgresql, or set PGBIN"
base=$CLUSTER_HOME/database
sockets=$base/sockets

# PostgreSQL does not run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
port() { if [ "$1" = a ]; then word 1 "$CLUSTER_DATABASE_PORTS"; else word 2 "$CLUSTER_DATABASE_PORTS"; fi; }
other() { if [ "$1" = a ]; then echo b; else echo a; fi; }
primary() { cat "$base/primary"; }
up() { as_owner "$PGBIN/pg_ctl" -D "$base/$1" status >/dev/null 2>&1; }
down() { ! up "$1"; }
sql() { as_owner "$PGBIN/psql" -qAtX -v ON_ERROR_STOP=1 -h "$sockets" -p "$(port "$1")" -d postgres -U owner -c "$2"; }
secret() { cat "$CLUSTER_HOME/$1.password"; }

launch() {
    # What differs between the two stands here; their files are copies of each other. The replica's name says who it is in pg_stat_replication.
    follows="host=127.0.0.1 port=$(port "$(other "$1")") user=replicator passfile=$base/pgpass application_name=dewey_$1"
    as_owner "$PGBIN/pg_ctl" -D "$base/$1" -w -t 60 -l "$base/$1.log" -o "-p $(port "$1") -c cluster_name=dewey_$1 -c primary_conninfo='$follows'" start \
        >/dev/null || fail "database $1 does not start; see $base/$1.log"
    say "database $1 runs on port $(port "$1")"
}

make_primary() {
    say "making database a"
    mkdir -p "$sockets"
    for account in dewey replicator; do
        [ -s "$CLUSTER_HOME/$account.password" ] || (umask 077 && od -An -N18 -tx1 /dev/urandom | tr -d ' \n' > "$CLUSTER_HOME/$account.password")
    done
    printf '127.0.0.1:*:*:replicator:%s\n' "$(secret replicator)" > "$base/pgpass"
    chmod 600 "$base/pgpass"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$base"; fi
    # Sorted by code points, with the letters of all scripts known as letters (Dewey refuses LC_CTYPE C). Checksums also let pg_rewind work.
    as_owner "$PGBIN/initdb" -D "$base/a" -U owner --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth-local=trust --auth-host=scram-sha-256 >/dev/null
    chmod 700 "$sockets"
    as_owner tee -a "$base/a/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$sockets'
max_connections = 100
# What a replica that was away for a while needs to catch up without being made anew.
wal_keep_size = '256MB'
# A replica or a primary that says nothing for so long is taken for gone.
wal_sender_timeout = '10s'
wal_receiver_timeout = '10s'
# The one line that makes commits wait for the replica; the file is there on a primary that has one.
include_if_exists = 'synchronous.conf'
CONF
    echo "host replication replicator 127.0.0.1/32 scram-sha-256" | as_owner tee -a "$base/a/pg_hba.conf" >/dev/null
    launch a
    # dewey_tenant: Dewey's second lock between tenants, for which its own login has no right to make roles (docs/security.md)
    sql a "CREATE ROLE replicator LOGIN REPLICATION PASSWORD '$(secret replicator)'"
    sql a "CREATE ROLE dewey LOGIN PASSWORD '$(secret dewey)'"
    sql a "CREATE ROLE dewey_tenant NOLOGIN"
    sql a "GRANT dewey_tenant TO dewey"
    sql a "CREATE DATABASE dewey OWNER dewey"
    echo a > "$base/primary"
}

# make_replica NAME: a copy of the primary
make_replica() {
    say "making database $1 a copy of $(other "$1")"
    as_owner rm -rf "$base/$1"
    as_owner "$PGBIN/pg_basebackup" -D "$base/$1" -X stream -c fast -d "host=127.0.0.1 port=$(port "$(other "$1")") user=replicator passfile=$base/pgpass"
    become_replica "$1"
}

become_replica() {
    as_owner rm -f "$base/$1/synchronous.conf"
    as_owner touch "$base/$1/standby.signal"
    launch "$1"
}

streams() { [ "$(sql "$1" "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")" = 1 ]; }

# From now on a commit is acknowledged when the replica has it on its disk, too. Only when the replica streams: without one nothing would be acknowledged.
be_synchronous() {
    wait_for 60 streams "$1" || fail "database $(other "$1") does not follow $1; see $base/$(other "$1").log"
    echo "synchronous_standby_names = 'dewey_$(other "$1")'" | as_owner tee "$base/$1/synchronous.conf" >/dev/null
    as_owner "$PGBIN/pg_ctl" -D "$base/$1" reload >/dev/null
    say "each commit on $1 waits for $(other "$1")"
}

start() {
    mkdir -p "$base"
    if [ ! -f "$base/primary" ]; then
        rm -rf "$base/a" "$base/b"
        make_primary
    fi
    p=$(primary) r=$(other "$(primary)")
    up "$p" || launch "$p"
    if [ ! -d "$base/$r" ]; then
        make_replica "$r"
        be_synchronous "$p"
    elif [ -f "$base/$r/standby.signal" ]; then
        if ! up "$r" && ! (launch "$r"); then
            say "database $r cannot follow as it is"
            rejoin
        fi
        # after alone: rejoin turns it on again
        [ ! -f "$base/$p/synchronous.conf" ] || wait_for 60 streams "$p" || fail "database $r does not follow $p; see $base/$r.log"
    else
        say "database $r was the primary once and is not started: database.sh rejoin makes it a replica of $p"
    fi
}

halt() { if up "$1"; then as_owner "$PGBIN/pg_ctl" -D "$base/$1" -w -t 60 -m "${2:-fast}" stop >/dev/null && say "database $1 is stopped"; fi; }

status() {
    [ -f "$base/primary" ] || { echo "no database has been made"; return 1; }
    good=0
    for each in a b; do
        if ! up "$each"; then
            echo "database $each, port $(port "$each"): down"
            good=1
        elif [ "$each" = "$(primary)" ]; then
            echo "database $each, port $(port "$each"): primary; $(sql "$each" "SELECT coalesce(string_agg(application_name || ' follows, ' || state || ', ' || sync_state || ', ' || pg_wal_lsn_diff(pg_current_wal_flush_lsn(), flush_lsn) || ' bytes behind', '; '), 'nobody follows') FROM pg_stat_replication")"
        else
            echo "database $each, port $(port "$each"): replica, $(sql "$each" "SELECT coalesce((SELECT status FROM pg_stat_wal_receiver), 'receives nothing')")"
        fi
    done
    return $good
}

kill_primary() {
    p=$(primary)
    postmaster=$(as_owner head -1 "$base/$p/postmaster.pid")
    sessions=$(ps -o pid= --ppid "$postmaster")
    # the postmaster first, lest it tells its sessions to end in order
    for process in $postmaster $sessions; do kill -9 "$process" 2>/dev/null || true; done
    wait_for 30 down "$p" || fail "database $p still runs"
    say "database $p was killed"
}

failover() {
    p=$(primary) r=$(other "$(primary)")
    up "$r" || fail "database $r does not run: there is nobody to take over"
    [ -f "$base/$r/standby.signal" ] || fail "database $r is no replica"
    [ -f "$base/$p/synchronous.conf" ] || [ "${1:-}" = --lossy ] \
        || fail "$p did not wait for $r, so that $r may lack what was acknowledged: database.sh failover --lossy takes over all the same"
    # Two primaries would both acknowledge: the old one must be down, whatever it thinks of itself. On two machines this is the fence.
    halt "$p" immediate
    down "$p" || fail "database $p still runs"
    echo "$r" > "$base/primary"
    as_owner "$PGBIN/pg_ctl" -D "$base/$r" -w -t 60 promote >/dev/null
    say "database $r is the primary; nobody follows it: database.sh rejoin"
}

rejoin() {
    p=$(primary) r=$(other "$(primary)")
    up "$p" || fail "the primary, $p, does not run"
    if [ -f "$base/$r/standby.signal" ] && up "$r"; then
        be_synchronous "$p"
        return
    fi
    halt "$r" immediate
    # pg_rewind looks for the new timeline in the control file, where a checkpoint writes it
    sql "$p" CHECKPOINT
    # What the old primary had that the new one has not is undone, and the rest copied; if that cannot be, it is made anew.
    if [ -d "$base/$r" ] && as_owner "$PGBIN/pg_rewind" -D "$base/$r" --source-server="host=$sockets port=$(port "$p") user=owner dbname=postgres" >> "$base/rewind.log" 2>&1; then
        say "database $r was wound back to where $p took over"
        become_replica "$r"
    else
        make_replica "$r"
    fi
    be_synchronous "$p"
}

alone() {
    p=$(primary)
    as_owner rm -f "$base/$p/synchronous.conf"
    as_owner "$PGBIN/pg_ctl" -D "$base/$p" reload >/dev/null
    say "database $p acknowledges alone: what it has acknowledged since may be lost with it"
}

case ${1:-} in
    start) start ;;
    stop) [ ! -f "$base/primary" ] || { halt "$(primary)"; halt "$(other "$(primary)")"; } ;;
    status) status ;;
    kill) kill_primary ;;
    failover) failover "${2:-}" ;;
    rejoin) rejoin ;;
    alone) alone ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
