# shellcheck shell=bash
# The package repository over HTTP: its content is made once, in a container of the R base; Repository.java serves it.

REPOSITORY=127.0.0.1:5080
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

repository_up() {
    if ! repository_is_filled; then
        timed "repository: packages out of Debian's, in a container (up to a minute)" repository_fill
    fi
    if ! repository_server_is_current; then
        stop_daemon repository
    fi
    if ! daemon_runs repository; then
        refuse_taken_port $REPOSITORY "the sandbox's repository"
        make_github_token
        timed "repository: starting at $REPOSITORY" repository_start
    fi
}

# Running a source file takes the compiler, which a runtime environment alone lacks.
need_java() {
    local version
    version=$("$JAVA" --version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9]*\).*/\1/p') || version=0
    if [ "${version:-0}" -lt 17 ] || ! "$JAVA" --list-modules | grep jdk.compiler >/dev/null; then
        fail "there is no JDK 17 or newer on the PATH or in JAVA_HOME" \
            "apt-get install openjdk-17-jdk-headless, or set JAVA_HOME"
    fi
}

repository_is_current() {
    repository_is_filled && repository_server_is_current
}

repository_is_filled() {
    [ "$(cat "$STATE/repository/made-from" 2>/dev/null)" = "$(fingerprint repository packages github)" ]
}

repository_server_is_current() {
    [ "$(cat "$STATE/run/repository.source" 2>/dev/null)" = "$(fingerprint Repository.java)" ]
}

# Of files in this source folder, by their names and content: changed ones make the repository anew.
fingerprint() {
    (cd "$SOURCE" && find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}

repository_fill() {
    rm -rf "$STATE/repository.new"
    mkdir -p "$STATE/repository.new"
    docker rm --force slipway-sandbox-fill >/dev/null 2>&1 || true
    docker run --rm --name slipway-sandbox-fill --network host \
        --volume "$SOURCE:/sandbox:ro" --volume "$STATE/repository.new:/repository" \
        "$R_IMAGE" /bin/bash /sandbox/repository/fill.sh
    fingerprint repository packages github >"$STATE/repository.new/made-from"
    rm -rf "$STATE/repository.old"
    [ ! -e "$STATE/repository" ] || mv "$STATE/repository" "$STATE/repository.old"
    mv "$STATE/repository.new" "$STATE/repository"
    rm -rf "$STATE/repository.old"
}

repository_start() {
    fingerprint Repository.java >"$STATE/run/repository.source"
    start_daemon repository "$JAVA" -Xmx128m -Dsun.net.httpserver.nodelay=true \
        "$SOURCE/Repository.java" "${REPOSITORY#*:}" "$STATE/repository" "$STATE/github-token"
    wait_for 60 repository check_repository
}

check_repository() {
    printf 'http://%s\t%s\n' $REPOSITORY "/cran /bioconductor /github"
    [ "$(http_status $REPOSITORY /cran/latest/src/contrib/PACKAGES)" = 200 ]
}

make_github_token() {
    [ -s "$STATE/github-token" ] || (
        umask 077
        printf 'ghp_%s\n' "$(random_letters 36)" >"$STATE/github-token"
    )
}
