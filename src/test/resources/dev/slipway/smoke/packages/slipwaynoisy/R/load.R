cat <- gsub <- paste <- function(...) stop("masked")

.onLoad <- function(libname, pkgname) {
  base::cat("half a line")
  closeAllConnections()
  sink(tempfile())
  system("echo from a child")
}
