answer <- function() .Call("slipway_answer")
