# shellcheck shell=bash
# The Docker engine: the one that answers, else Debian's docker.io with dockerd started in the background.

DOCKER_SOCKET=/var/run/docker.sock

engine_up() {
    if [ -S $DOCKER_SOCKET ] || [ -n "${DOCKER_HOST:-}" ]; then
        need_docker_client
    fi
    if engine_answers; then
        return
    fi
    refuse_other_engine
    if pidof dockerd >/dev/null; then
        timed "engine: waiting for the dockerd that runs" engine_wait
        return
    fi
    command -v dockerd >/dev/null || install_engine
    need_docker_client
    timed "engine: starting dockerd" engine_start
}

# Starting a second one beside it would help nobody.
engine_wait() {
    local i
    for ((i = 0; i < 30; i++)); do
        ! engine_answers || return 0
        sleep 1
    done
    echo "dockerd runs (process $(pidof dockerd)) and does not answer: restart it, or see its log"
    return 1
}

# Newer Debian has the client in a package of its own.
install_engine() {
    local packages=(docker.io iptables) otherwise="install a Docker engine, or set DOCKER_HOST to one"
    need_apt docker.io "$otherwise"
    ! package_exists docker-cli || packages+=(docker-cli)
    install_packages "$otherwise" "${packages[@]}"
}

engine_start() {
    forget_dead_dockerd
    start_daemon dockerd dockerd --host "unix://$DOCKER_SOCKET"
    wait_for 60 dockerd engine_answers
}

# Prints "endpoint<tab>version".
check_engine() {
    local version
    if version=$(timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null); then
        printf '%s\t%s\n' "$(engine_endpoint)" "Docker engine $version$(daemon_runs dockerd && echo ", started by the sandbox")"
    else
        printf '%s\t%s\n' "${DOCKER_HOST:-unix://$DOCKER_SOCKET}" "$(why_no_engine)"
        return 1
    fi
}

engine_answers() {
    timeout 10 docker version >/dev/null 2>&1
}

why_no_engine() {
    if ! command -v docker >/dev/null; then
        echo "there is no docker command"
    elif [ -S $DOCKER_SOCKET ] && [ ! -w $DOCKER_SOCKET ]; then
        echo "this user may not use it: be root or in the group docker"
    else
        echo "no engine answers"
    fi
}

engine_endpoint() {
    docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || echo "unix://$DOCKER_SOCKET"
}

# An engine that somebody chose and that is down is theirs to start: a second one beside it would hide that.
refuse_other_engine() {
    local endpoint
    endpoint=${DOCKER_HOST:-unix://$DOCKER_SOCKET}
    ! command -v docker >/dev/null || endpoint=$(engine_endpoint)
    [ "${endpoint/\/\/\/run/\/\/\/var/run}" = "unix://$DOCKER_SOCKET" ] ||
        fail "no Docker engine answers at $endpoint" \
            "start it, or unset DOCKER_HOST and run 'docker context use default' to let the sandbox start its own"
}

# A socket without a client: the client comes out of the package, and nothing is installed.
need_docker_client() {
    local package=docker-cli
    if command -v docker >/dev/null; then
        return
    fi
    need_apt "the docker command" "install it"
    package_exists docker-cli || package=docker.io
    mkdir -p "$STATE/tools"
    timed "engine: unpacking a docker client" unpack_package $package "$STATE/tools/docker"
}

# After a crash or a reboot dockerd refuses to start when another process has the id in its old pid file.
forget_dead_dockerd() {
    local file pid
    for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
        [ -r $file ] || continue
        pid=$(cat $file)
        case "$(cat "/proc/$pid/comm" 2>/dev/null)" in
            dockerd | containerd) ;;
            *) rm -f $file ;;
        esac
    done
}
