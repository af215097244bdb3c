# shellcheck shell=bash
# What the user sees: what is being done, how long it took, and what to do when it failed.

say() {
    printf '%s\n' "$*"
}

# fail WHAT WHAT-TO-DO: ends the command.
fail() {
    printf 'sandbox: %s\n         %s\n' "$1" "$2" >&2
    exit 1
}

# timed DESCRIPTION COMMAND…: runs the command with its output in the log, and says how long it took.
# Never call it in a condition: there bash ignores "set -e" inside the command.
timed() {
    local description=$1 began=$SECONDS status first_line
    shift
    say "$description …"
    printf '\n== %s: %s\n' "$(date -u +%FT%TZ)" "$description" >>"$STATE/log/up.log"
    first_line=$(($(wc -l <"$STATE/log/up.log") + 1))
    set +e
    (
        set -e
        "$@"
    ) >>"$STATE/log/up.log" 2>&1
    status=$?
    set -e
    if [ $status != 0 ]; then
        tail -n "+$first_line" "$STATE/log/up.log" | tail -n 15 | sed 's/^/    /' >&2
        fail "failed after $((SECONDS - began)) s (exit status $status): $description" \
            "the lines above are the end of $STATE/log/up.log; 'sandbox up' goes on from here"
    fi
    say "$description: $((SECONDS - began)) s"
}
