# Made by Slipway. By hand, in the folder that holds "context":
#   DOCKER_BUILDKIT=1 docker build --tag demo/custom-r-ver:1.0 context

FROM rocker/r-ver:4.2.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

ENV LANG="${LANG:-C.UTF-8}" \
    TZ="${TZ:-Etc/UTC}"

LABEL dev.slipway.snapshot="2024-06-13" \
      dev.slipway.spec-digest="sha256:541980d3734655797ded4a41630080bfa0a7b6998b2a0ebd900f6b71f4d5c548" \
      org.opencontainers.image.base.digest="sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" \
      org.opencontainers.image.base.name="docker.io/rocker/r-ver:4.2.2" \
      org.opencontainers.image.title="demo" \
      org.opencontainers.image.version="1.0"
