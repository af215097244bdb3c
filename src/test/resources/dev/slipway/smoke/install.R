# Makes the image that SmokeTestIT tests: a few packages of the sandbox's repository, and the ones
# beside this script, each of which misbehaves in its own way when it is loaded.
options(
  repos = commandArgs(trailingOnly = TRUE)[[1L]],
  HTTPUserAgent = sprintf(
    "R/%s R (%s)",
    getRversion(),
    paste(getRversion(), R.version[["platform"]], R.version[["arch"]], R.version[["os"]])
  ),
  warn = 2L
)
install.packages(c("jsonlite", "R6", "slipwaynoload"))

setwd("/opt/packages")
writeLines("int slipway_gone(void) { return 42; }", "gone.c")
stopifnot(system("gcc -shared -fPIC -o /usr/lib/libslipwaygone.so gone.c") == 0L)
install.packages(list.files(pattern = "^slipway"), repos = NULL, INSTALL_opts = "--no-test-load")
unlink("/usr/lib/libslipwaygone.so")
