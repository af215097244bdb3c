hello <- function() "hello from v0.1.0"
