# shellcheck shell=bash
# The images that jobs build on: bookworm with R 4.2.2, laid out like rocker/r-ver, and bookworm without R.
# They are built once. The registry and the engine are each other's copy.

R_IMAGE=$REGISTRY/sandbox/r-ver:4.2.2
PLAIN_IMAGE=$REGISTRY/sandbox/plain:1

base_up() {
    if ! have_image "$PLAIN_IMAGE"; then
        need_debootstrap
        timed "base: Debian bookworm with debootstrap" build_plain_image
    fi
    if ! have_image "$R_IMAGE"; then
        timed "base: R 4.2.2 in a container (the long part, a minute or two)" build_r_image
    fi
}

# Prints "image<tab>detail"; up when the registry and the engine both have both images.
check_base() {
    local image
    printf '%s\t%s\n' "$R_IMAGE" "R 4.2.2 on bookworm; without R: $PLAIN_IMAGE"
    for image in "$R_IMAGE" "$PLAIN_IMAGE"; do
        in_registry "$image" && in_engine "$image" || return 1
    done
}

base_forget() {
    docker rm --force slipway-sandbox-base slipway-sandbox-fill >/dev/null 2>&1 || true
    ! engine_answers || docker image rm "$R_IMAGE" "$PLAIN_IMAGE" >/dev/null 2>&1 || true
}

# Ubuntu's debootstrap comes without Debian's keys.
need_debootstrap() {
    if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
        install_packages "install debootstrap" debootstrap debian-archive-keyring
    fi
}

# Brings an image to where it is missing; false when it is in neither place.
have_image() {
    if in_engine "$1"; then
        in_registry "$1" || timed "base: pushing $1" docker push --quiet "$1"
    elif in_registry "$1"; then
        timed "base: pulling $1" docker pull --quiet "$1"
    else
        return 1
    fi
}

in_engine() {
    docker image inspect "$1" >/dev/null 2>&1
}

in_registry() {
    local name=${1#"$REGISTRY"/}
    [ "$(http_status "$REGISTRY" "/v2/${name%:*}/manifests/${name##*:}" \
        "Accept: application/vnd.docker.distribution.manifest.v2+json")" = 200 ]
}

build_plain_image() {
    local root=$STATE/bookworm
    remove_root "$root"
    debootstrap_from "$(debian_mirror)" "$root" || {
        remove_root "$root"
        echo "This machine's own mirror does not serve bookworm; taking debootstrap's default."
        debootstrap_from "" "$root"
    }
    write_apt_configuration "$root"
    umount "$root/proc" 2>/dev/null || true
    tar --create --one-file-system --directory "$root" \
        --exclude './var/lib/apt/lists/*' --exclude './var/cache/apt/*.bin' --exclude './var/cache/apt/archives/*.deb' . |
        docker import --change 'CMD ["bash"]' - "$PLAIN_IMAGE"
    remove_root "$root"
    docker push --quiet "$PLAIN_IMAGE"
}

# debootstrap_from MIRROR ROOT: an empty mirror is debootstrap's default.
debootstrap_from() {
    http_proxy=$(apt_proxy) debootstrap --variant=minbase --include=ca-certificates --cache-dir="$STATE/cache/debs" \
        bookworm "$2" ${1:+"$1"}
}

remove_root() {
    umount "$1/proc" "$1/sys" 2>/dev/null || true
    rm -rf --one-file-system "$1"
}

# So that "apt-get update && apt-get install" works in containers, from where this machine gets its packages.
write_apt_configuration() {
    local root=$1 mirror security proxy
    mirror=$(awk '$1 == "deb" { print $2; exit }' "$root/etc/apt/sources.list")
    security=$(debian_mirror security)
    {
        echo "deb $mirror bookworm main"
        [ -z "$security" ] || echo "deb $security bookworm-security main"
    } >"$root/etc/apt/sources.list"
    proxy=$(apt_proxy)
    {
        echo 'APT::Install-Recommends "false";'
        echo 'Acquire::Languages "none";'
        echo '// A mirror may be a snapshot of an earlier day.'
        echo 'Acquire::Check-Valid-Until "false";'
        [ -z "$proxy" ] || echo "Acquire::http::Proxy \"$proxy\";"
    } >"$root/etc/apt/apt.conf.d/90sandbox"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/sandbox"
    printf 'path-exclude=%s\n' '/usr/share/man/*' '/usr/share/doc/*' '/usr/share/locale/*/LC_MESSAGES/*' \
        >>"$root/etc/dpkg/dpkg.cfg.d/sandbox"
}

build_r_image() {
    local container=slipway-sandbox-base
    docker rm --force "$container" >/dev/null 2>&1 || true
    docker run --name "$container" --network host \
        --volume "$SOURCE/base:/sandbox:ro" --volume "$STATE/cache/debs:/var/cache/apt/archives" \
        "$PLAIN_IMAGE" /bin/bash /sandbox/install-r.sh
    docker commit --change 'CMD ["R"]' --change 'ENV LANG=en_US.UTF-8' --change 'ENV R_VERSION=4.2.2' \
        "$container" "$R_IMAGE"
    docker rm "$container"
    docker push --quiet "$R_IMAGE"
}
