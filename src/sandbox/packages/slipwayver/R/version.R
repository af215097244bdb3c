version <- function() as.character(utils::packageVersion("slipwayver"))
