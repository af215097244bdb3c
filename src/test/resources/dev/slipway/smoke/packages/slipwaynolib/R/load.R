answer <- function() .Call("slipway_answer", PACKAGE = "slipwaynolib")
