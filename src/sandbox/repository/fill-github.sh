# shellcheck shell=bash
# Repositories of the GitHub look-alike, as files:
#   github/<owner>/<repository>/refs/<heads|tags|pull>/<name>   the commit's id
#                               commits/<id>/tree/…             its files
#                               commits/<id>/tarball.tar.gz     as GitHub's tarballs are: one folder <owner>-<repository>-<7 digits>
#                               default-branch, private         the branch that HEAD is (the last one committed); present when a token is needed

github() {
    local hello=/sandbox/github/slipway/hello
    commit slipway/hello tags/v0.1.0 $hello/v0.1.0
    commit slipway/hello tags/v0.2.0 $hello/v0.2.0
    commit slipway/hello pull/1/head $hello/pull-1
    commit slipway/hello heads/pull-1 $hello/pull-1
    commit slipway/hello heads/main $hello/main
    commit slipway/private heads/main /sandbox/github/slipway/private/main
    touch /repository/github/slipway/private/private
    commit slipway/greeter heads/main /sandbox/github/slipway/greeter/main
    commit slipway/nopackage heads/main /sandbox/github/slipway/nopackage/main
    mkdir -p /repository/github/slipway/limited
    from_cran r-lib/R6 main R6_2.5.1
    from_cran jeroen/jsonlite master jsonlite_1.8.4
}

# from_cran REPOSITORY BRANCH PACKAGE_VERSION: the tag v<version> and the branch are CRAN's source package.
from_cran() {
    local tree=$WORK/github/$3
    [ -e "$CRAN_SOURCE/$3.tar.gz" ] || return 0
    mkdir -p "$tree"
    tar -xzf "$CRAN_SOURCE/$3.tar.gz" -C "$tree" --strip-components 1
    commit "$1" "tags/v${3#*_}" "$tree"
    commit "$1" "heads/$2" "$tree"
}

# commit REPOSITORY REF TREE: the commit's id is computed from the files, so it is the same on every machine.
commit() {
    local repository=/repository/github/$1 id folder
    id=$(cd "$3" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha1sum | sha1sum | cut -d ' ' -f 1)
    mkdir -p "$repository/$(dirname "refs/$2")" "$repository/commits/$id"
    echo "$id" >"$repository/refs/$2"
    [ "${2%%/*}" != heads ] || echo "${2#*/}" >"$repository/default-branch"
    folder=$repository/commits/$id
    [ ! -e "$folder/tree" ] || return 0
    cp -r --no-preserve=ownership "$3" "$folder/tree"
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1686355200 --directory "$folder" \
        --transform "flags=rH;s,^tree,${1/\//-}-${id:0:7}," tree | gzip -n >"$folder/tarball.tar.gz"
}
