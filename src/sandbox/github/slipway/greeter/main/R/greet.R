greet <- function() paste0(hellor::hello(), "!")
