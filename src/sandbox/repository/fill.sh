#!/bin/bash
# Runs inside a container of the R base and fills the repository:
# /sandbox is this source folder, /repository the folder that Repository.java serves.
set -euo pipefail

CRAN_SOURCE=/repository/cran/source/src/contrib
CRAN_BINARY=/repository/cran/binary/src/contrib
BIOCONDUCTOR=/repository/bioconductor/packages/3.16
WORK=/tmp/fill

main() {
    mkdir -p $CRAN_SOURCE $CRAN_BINARY $BIOCONDUCTOR/bioc/src/contrib $WORK/debs $WORK/origs
    mapfile -t packages </sandbox/repository/debian-packages.txt
    download
    binary_packages
    source_packages
    own_packages
    index
    # shellcheck source=/dev/null
    . /sandbox/repository/fill-github.sh
    github
}

download() {
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >/etc/apt/sources.list.d/source.list
    apt-get -q update
    cd $WORK/debs
    apt-get -q -o APT::Sandbox::User=root download "${packages[@]}"
    cd $WORK/origs
    local package
    for package in "${packages[@]}"; do
        apt-get -q -o APT::Sandbox::User=root source --download-only --tar-only "$package" ||
            echo "no source of $package at this mirror"
    done
    # bookworm has no renv; the next release does, and an R package's source is the same on any.
    sed -n 's/^deb \(.*\) bookworm main$/deb-src \1 trixie main/p' /etc/apt/sources.list >/etc/apt/sources.list.d/source.list
    apt-get -q update
    apt-get -q -o APT::Sandbox::User=root source --download-only --tar-only r-cran-renv ||
        echo "no source of r-cran-renv at this mirror"
}

# A Debian package holds the installed R package; R takes a tar of it as a binary package because of its "Built" field.
binary_packages() {
    local deb folder
    for deb in "$WORK"/debs/r-cran-*.deb; do
        dpkg-deb --extract "$deb" $WORK/installed
    done
    for folder in "$WORK"/installed/usr/lib/R/site-library/* "$WORK"/installed/usr/lib/R/library/*; do
        [ ! -d "$folder" ] || archive "$folder" $CRAN_BINARY
    done
}

# Debian's "orig" archives are CRAN's and Bioconductor's own, some without a file whose licence Debian does not take.
source_packages() {
    local orig folder
    for orig in "$WORK"/origs/*.orig.tar.*; do
        folder=$WORK/unpacked/$(basename "$orig")
        mkdir -p "$folder"
        tar -xf "$orig" -C "$folder" --strip-components 1 --no-same-owner
        case "$orig" in
            */r-bioc-*) archive "$folder" $BIOCONDUCTOR/bioc/src/contrib ;;
            *) archive "$folder" $CRAN_SOURCE ;;
        esac
    done
    fill_gaps
}

# Some mirrors lack some sources. Their place is taken by the binary package, which R installs as well,
# so that the source tree has every dependency too; binaries-in-source.txt lists them.
fill_gaps() {
    local file
    for file in "$CRAN_BINARY"/*.tar.gz; do
        [ ! -e "$CRAN_SOURCE/${file##*/}" ] || continue
        cp "$file" "$CRAN_SOURCE"
        basename "$file" >>/repository/binaries-in-source.txt
    done
}

# Ours for tests. Those whose point is the installation from source are source packages in both trees.
own_packages() {
    local folder package
    cp -r --no-preserve=ownership,timestamps /sandbox/packages $WORK/own
    find $WORK/own -exec touch -d @1686355200 {} +
    for folder in "$WORK"/own/*; do
        archive "$folder" $CRAN_SOURCE
    done
    for package in slipwaynocompile slipwaynosyslib slipwayslow renv; do
        ! ls $CRAN_SOURCE/"$package"_* >/dev/null 2>&1 || cp $CRAN_SOURCE/"$package"_* $CRAN_BINARY
    done
    build_binary $WORK/own/slipwaynoload $CRAN_BINARY
    build_binary $WORK/own/slipwayver $CRAN_BINARY
    sed -i 's/^Version: .*/Version: 0.1.0/' $WORK/own/slipwayver/DESCRIPTION
    archive $WORK/own/slipwayver $CRAN_SOURCE/Archive/slipwayver
    build_binary $WORK/own/slipwayver $CRAN_BINARY/Archive/slipwayver
}

# build_binary FOLDER TO
build_binary() {
    rm -rf $WORK/library
    mkdir -p $WORK/library
    R CMD INSTALL --no-test-load --library=$WORK/library "$1"
    archive "$WORK/library/$(basename "$1")" "$2"
}

# archive FOLDER TO: TO/<package>_<version>.tar.gz with the one folder <package>, named as DESCRIPTION says.
archive() {
    local package version
    package=$(field Package "$1")
    version=$(field Version "$1")
    mkdir -p "$2"
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u+w,go=u-w \
        --directory "$(dirname "$1")" --transform "flags=rH;s,^$(basename "$1"),$package," "$(basename "$1")" |
        gzip -n >"$2/${package}_$version.tar.gz"
}

field() {
    sed -n "s/^$1: *//p" "$2/DESCRIPTION" | tr -d '\r' | head -n 1
}

index() {
    local folder
    for folder in data/annotation data/experiment workflows books; do
        mkdir -p $BIOCONDUCTOR/$folder/src/contrib
        : >$BIOCONDUCTOR/$folder/src/contrib/PACKAGES
        gzip -nk $BIOCONDUCTOR/$folder/src/contrib/PACKAGES
    done
    Rscript -e 'for (folder in commandArgs(TRUE)) tools::write_PACKAGES(folder, type = "source")' \
        $CRAN_SOURCE $CRAN_BINARY $BIOCONDUCTOR/bioc/src/contrib
}

main
