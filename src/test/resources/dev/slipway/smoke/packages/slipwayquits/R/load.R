.onLoad <- function(libname, pkgname) {
  message("slipwayquits says goodbye")
  quit(save = "no", status = 0L)
}
