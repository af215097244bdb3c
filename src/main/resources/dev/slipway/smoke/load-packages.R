# Loads packages one after the other and tells how each one went.
#
# Arguments: this script, a marker, the packages' names. A record is one line on file descriptor 3,
# which packages do not write to, so that nothing that they print gets in between:
#
#   <marker> <type> <field> ...     separated by tabs; \\, \t, \n and \r within a field are escaped
#
#   r <version>                     installed <name> <version>
#   begin <name>                    loaded <name> <version> <seconds>     failed <name> <seconds> <message>
#   session <text>                  end
#
# A package that has begun and neither loaded nor failed ended R.
# Evaluated below baseenv(), so that no package that is attached can mask a function used here.

arguments <- commandArgs(trailingOnly = TRUE)
marker <- arguments[[2L]]
packages <- arguments[-(1:2)]

escape <- function(text) {
  text <- iconv(enc2utf8(as.character(text)), "UTF-8", "UTF-8", sub = "byte")
  text <- substr(paste(text, collapse = "\n"), 1L, 20000L)
  for (pair in list(c("\\", "\\\\"), c("\t", "\\t"), c("\n", "\\n"), c("\r", "\\r")))
    text <- gsub(pair[[1L]], pair[[2L]], text, fixed = TRUE, useBytes = TRUE)
  text
}

# Opened anew for each batch of records: a package may call closeAllConnections().
report <- function(lines) {
  out <- file("/dev/fd/3", open = "ab", raw = TRUE)
  on.exit(close(out))
  writeLines(lines, out, useBytes = TRUE)
}

record <- function(...) paste(c(marker, vapply(list(...), escape, "")), collapse = "\t")

attach_package <- function(name) {
  report(record("begin", name))
  # The place of what the package prints, in the container's log.
  message("--- library(", name, ")")
  start <- proc.time()[["elapsed"]]
  elapsed <- function() sprintf("%.3f", proc.time()[["elapsed"]] - start)
  tryCatch(
    {
      library(name, character.only = TRUE)
      report(record("loaded", name, getNamespaceVersion(name), elapsed()))
    },
    error = function(e) report(record("failed", name, elapsed(), conditionMessage(e)))
  )
}

options(warn = 1L)
report(record("r", getRversion()))
installed <- utils::installed.packages(fields = character())
# The first library path wins, as in library().
installed <- installed[!duplicated(installed[, "Package"]), , drop = FALSE]
report(vapply(
  seq_len(nrow(installed)),
  function(i) record("installed", installed[i, "Package"], installed[i, "Version"]),
  ""
))
for (name in packages) attach_package(name)
report(record("session", utils::capture.output(print(utils::sessionInfo()))))
report(record("end"))
