# Made by Slipway. By hand, in the folder that holds "context":
#   DOCKER_BUILDKIT=1 docker build --tag demo/custom-r-ver:1.0 context
# (with --network host when the package repository is on this very machine).
# The packages are listed in cran/packages.dcf, bioconductor/packages.dcf, github/packages.dcf, local/packages.dcf.

FROM rocker/r-ver:4.2.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

ENV GREETING="say \"hi\" for \$5" \
    LANG="${LANG:-C.UTF-8}" \
    TZ="Europe/Berlin"

# The system libraries, given to apt as arguments, and the packages that need them:
#   libcurl4-openssl-dev: curl
#   libxml2-dev: the spec names it
RUN ["/bin/sh", "-ec", "\
export DEBIAN_FRONTEND=noninteractive; \
apt-get update -o APT::Update::Error-Mode=any -o Acquire::Retries=3; \
apt-get install --yes --no-install-recommends -o Acquire::Retries=3 -- \"$@\"; \
rm -rf /var/lib/apt/lists/*", \
"sh", "libcurl4-openssl-dev", "libxml2-dev"]

# Packages of the CRAN repository.
RUN --mount=type=tmpfs,target=/mnt \
    --mount=type=bind,source=r,target=/mnt/r \
    --mount=type=bind,source=cran,target=/mnt/cran \
    _R_SHLIB_STRIP_=true Rscript --vanilla /mnt/r/install.R /mnt/cran

# Packages of the Bioconductor release that pairs with this R.
RUN --mount=type=tmpfs,target=/mnt \
    --mount=type=bind,source=r,target=/mnt/r \
    --mount=type=bind,source=cran,target=/mnt/cran \
    --mount=type=bind,source=bioconductor,target=/mnt/bioconductor \
    _R_SHLIB_STRIP_=true Rscript --vanilla /mnt/r/install.R /mnt/cran /mnt/bioconductor

# Packages of GitHub, from the files that were fetched at their commits.
RUN --mount=type=tmpfs,target=/mnt \
    --mount=type=bind,source=r,target=/mnt/r \
    --mount=type=bind,source=cran,target=/mnt/cran \
    --mount=type=bind,source=bioconductor,target=/mnt/bioconductor \
    --mount=type=bind,source=github,target=/mnt/github \
    _R_SHLIB_STRIP_=true Rscript --vanilla /mnt/r/install.R /mnt/cran /mnt/bioconductor /mnt/github

# Packages from the spec's own files.
RUN --mount=type=tmpfs,target=/mnt \
    --mount=type=bind,source=r,target=/mnt/r \
    --mount=type=bind,source=cran,target=/mnt/cran \
    --mount=type=bind,source=bioconductor,target=/mnt/bioconductor \
    --mount=type=bind,source=github,target=/mnt/github \
    --mount=type=bind,source=local,target=/mnt/local \
    _R_SHLIB_STRIP_=true Rscript --vanilla /mnt/r/install.R /mnt/cran /mnt/bioconductor /mnt/github /mnt/local

LABEL dev.slipway.snapshot="2024-06-13" \
      dev.slipway.spec-digest="sha256:002e028564d45ac6a0310986ac59c59e36d8d194131b4b94c6d1182e94b8d44e" \
      org.opencontainers.image.base.digest="sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" \
      org.opencontainers.image.base.name="docker.io/rocker/r-ver:4.2.2" \
      org.opencontainers.image.title="demo" \
      org.opencontainers.image.version="1.0"
