# shellcheck shell=bash
# Plain HTTP with bash alone: a fresh machine may have neither curl nor wget.

# http_status HOST:PORT PATH [HEADER…]: the status code of a HEAD request, 000 when nothing answers.
http_status() {
    local address=$1 path=$2 status=000
    shift 2
    if exec 3<>"/dev/tcp/${address%:*}/${address#*:}"; then
        printf '%s\r\n' "HEAD $path HTTP/1.0" "Host: $address" "$@" "" >&3
        read -r -t 5 _ status _ <&3 || status=000
        exec 3>&-
    fi 2>/dev/null
    echo "$status"
}

# refuse_taken_port HOST:PORT WHAT: called when our own process does not run.
refuse_taken_port() {
    local holder
    (exec 3<>"/dev/tcp/${1%:*}/${1#*:}") 2>/dev/null || return 0
    holder=$(ss -Hltnp "sport = :${1#*:}" 2>/dev/null | grep -o 'users:.*' | head -n 1) || true
    fail "$1 is taken by a process that the sandbox did not start ${holder:+($holder)}" \
        "stop it, so that $2 can listen there"
}
