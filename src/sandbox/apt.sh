# shellcheck shell=bash
# What comes from the machine's package manager.

need_apt() {
    command -v apt-get >/dev/null || fail "$1 is missing and this machine has no apt-get" "$2"
    if [ ! -e "$STATE/cache/apt-updated" ] || [ -n "$(find "$STATE/cache/apt-updated" -mmin +720)" ]; then
        timed "apt: reading package lists" apt-get -q update
        touch "$STATE/cache/apt-updated"
    fi
}

# install_packages WHAT-TO-DO-OTHERWISE PACKAGE…
# Services of the packages are not started: what the sandbox needs it starts itself, and it stops only that.
install_packages() {
    local otherwise=$1
    shift
    need_apt "$*" "$otherwise"
    timed "apt: installing $*" without_starting_services \
        env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
}

# A policy-rc.d that says 101 forbids service starts (invoke-rc.d(8)); one that is there is kept.
without_starting_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [ -e $policy ]; then
        "$@"
        return
    fi
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    "$@" || status=$?
    rm -f $policy
    trap - EXIT
    return $status
}

package_exists() {
    apt-cache pkgnames "$1" | grep -x "$1" >/dev/null
}

# unpack_package PACKAGE FOLDER: its files without installing it, so that nothing on the machine changes.
unpack_package() {
    local download
    download=$(mktemp -d)
    (cd "$download" && apt-get -q -o APT::Sandbox::User=root download "$1")
    dpkg-deb --extract "$download"/*.deb "$2.new"
    rm -rf "$download" "$2"
    mv "$2.new" "$2"
}

# debian_mirror [security]: where this machine's apt gets Debian from; nothing when that is not known.
debian_mirror() {
    local label=Debian
    [ "${1:-}" != security ] || label=Debian-Security
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v label=$label '$1 == label && $2 ~ /^https?:/ { print $2; exit }'
}

# The HTTP proxy that apt goes through here; mostly there is none.
apt_proxy() {
    local proxy
    proxy=$(apt-config dump --format '%v' Acquire::http::Proxy)
    echo "${proxy:-${http_proxy:-}}"
}
