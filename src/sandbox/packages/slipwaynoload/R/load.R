answer <- function() 42L

.onLoad <- function(libname, pkgname) {
  stop("slipwaynoload never loads: it is there to test that loading is tested")
}
