# shellcheck shell=bash
# Two registries out of Debian's docker-registry package: a public one, and one that wants a login.

REGISTRY=127.0.0.1:5000
PRIVATE_REGISTRY=127.0.0.1:5001
REGISTRY_PROGRAM=$STATE/tools/docker-registry/usr/bin/docker-registry

registries_up() {
    if [ ! -x "$REGISTRY_PROGRAM" ]; then
        need_apt docker-registry "run a registry at $REGISTRY"
        mkdir -p "$STATE/tools"
        timed "registry: unpacking docker-registry" unpack_package docker-registry "$STATE/tools/docker-registry"
    fi
    make_registry_password
    registry_up registry $REGISTRY check_registry ""
    registry_up private-registry $PRIVATE_REGISTRY check_private_registry "
auth:
  htpasswd:
    realm: slipway-sandbox
    path: $STATE/private-registry/htpasswd"
}

# registry_up NAME ADDRESS CHECK EXTRA-CONFIGURATION
registry_up() {
    local name=$1 address=$2 check=$3
    if daemon_runs "$name" && "$check" >/dev/null; then
        return
    fi
    stop_daemon "$name"
    refuse_taken_port "$address" "the sandbox's $name"
    mkdir -p "$STATE/$name/storage"
    cat >"$STATE/$name/config.yml" <<CONFIG
version: 0.1
log:
  level: warn
storage:
  filesystem:
    rootdirectory: $STATE/$name/storage
  delete:
    enabled: true
http:
  addr: $address$4
CONFIG
    timed "$name: starting at $address" registry_start "$name" "$check"
}

registry_start() {
    start_daemon "$1" "$REGISTRY_PROGRAM" serve "$STATE/$1/config.yml"
    wait_for 20 "$1" "$2"
}

check_registry() {
    printf 'http://%s\t%s\n' $REGISTRY "no login, deleting allowed"
    [ "$(http_status $REGISTRY /v2/)" = 200 ]
}

# Up means that it refuses a stranger and lets the right password in (which only root can read).
check_private_registry() {
    printf 'http://%s\t%s\n' $PRIVATE_REGISTRY "login slipway, password in $STATE/registry-password"
    [ "$(http_status $PRIVATE_REGISTRY /v2/)" = 401 ] || return 1
    [ ! -r "$STATE/registry-password" ] ||
        [ "$(http_status $PRIVATE_REGISTRY /v2/ "Authorization: Basic $(registry_login)")" = 200 ]
}

registry_login() {
    printf 'slipway:%s' "$(cat "$STATE/registry-password")" | base64 -w 0
}

# The registry takes bcrypt only; perl-base, which every Debian and Ubuntu has, makes it through crypt(3).
make_registry_password() {
    local password salt
    [ ! -s "$STATE/private-registry/htpasswd" ] || [ ! -s "$STATE/registry-password" ] || return 0
    mkdir -p "$STATE/private-registry"
    password=$(random_letters 24)
    salt=$(random_letters 22)
    # shellcheck disable=SC2016 # perl's variables
    PASSWORD=$password SALT=$salt perl -e 'print "slipway:", crypt($ENV{PASSWORD}, "\$2y\$08\$$ENV{SALT}"), "\n"' \
        >"$STATE/private-registry/htpasswd"
    (
        umask 077
        printf '%s\n' "$password" >"$STATE/registry-password"
    )
}

random_letters() {
    LC_ALL=C tr -dc A-Za-z0-9 < <(head -c 1024 /dev/urandom) | head -c "$1"
}
