# shellcheck shell=bash
# strace, with which a test kills the service at a system call. The demo does without it.

strace_up() {
    has_strace || install_packages "install strace" strace
}

# Who is not root cannot install it, and may have come for the demo alone.
strace_is_up() {
    has_strace || [ "$(id -u)" != 0 ]
}

has_strace() {
    command -v strace >/dev/null
}
