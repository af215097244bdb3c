.onLoad <- function(libname, pkgname) repeat Sys.sleep(1)
