# shellcheck shell=bash
# Processes that the sandbox starts. A pid file holds the process id and its start time, so that a
# process which got the same id later is never taken for ours.

# start_daemon NAME COMMAND…
start_daemon() {
    local name=$1
    shift
    (cd / && exec setsid "$@") </dev/null >>"$STATE/log/$name.log" 2>&1 9>&- &
    printf '%s %s\n' $! "$(start_time $!)" >"$STATE/run/$name.pid"
}

daemon_runs() {
    local pid time
    [ -r "$STATE/run/$1.pid" ] && read -r pid time <"$STATE/run/$1.pid" &&
        [ -n "$time" ] && [ "$(start_time "$pid")" = "$time" ]
}

# stop_daemon NAME: asks first, insists after 20 s. Does nothing when the process is not ours or is gone.
stop_daemon() {
    local name=$1 pid i
    if daemon_runs "$name"; then
        read -r pid _ <"$STATE/run/$name.pid"
        kill -TERM "$pid"
        for ((i = 0; i < 200; i++)); do
            daemon_runs "$name" || break
            sleep 0.1
        done
        ! daemon_runs "$name" || kill -KILL "$pid"
        say "stopped $name (process $pid)"
    fi
    rm -f "$STATE/run/$name.pid"
}

# wait_for SECONDS NAME COMMAND…: until the command succeeds; fails as soon as the daemon NAME has ended.
wait_for() {
    local seconds=$1 name=$2 i
    shift 2
    for ((i = 0; i < seconds * 10; i++)); do
        "$@" >/dev/null 2>&1 && return
        daemon_runs "$name" || break
        sleep 0.1
    done
    tail -n 10 "$STATE/log/$name.log"
    echo "$name does not answer; its log is $STATE/log/$name.log"
    return 1
}

# In clock ticks since the machine's boot: field 22 of /proc/PID/stat, counted after the name in brackets.
start_time() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # shellcheck disable=SC2086 # split into fields
    set -- ${stat##*) }
    [ "$1" = Z ] || echo "${20}"
}
