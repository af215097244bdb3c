hello <- function() jsonlite::toJSON("hello from main", auto_unbox = TRUE)
