expat_version <- function() .Call("slipway_expat_version", PACKAGE = "slipwaynosyslib")
