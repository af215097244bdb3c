#!/bin/bash
# Runs inside a bookworm container, which becomes the R base image.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

apt-get -q update
apt-get -q -y install r-base-core r-base-dev locales
echo 'en_US.UTF-8 UTF-8' >/etc/locale.gen
locale-gen

# Packages go where R looks by itself, as in rocker/r-ver, and Debian's own r-cran-* do not get in between.
mkdir -p /usr/local/lib/R/site-library

rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log
# As in Debian's own container images: an install leaves no .deb in the layer.
echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' >/etc/apt/apt.conf.d/docker-clean
Rscript -e 'stopifnot(getRversion() == "4.2.2")'
