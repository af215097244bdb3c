hello <- function() "hello from the private repository"
