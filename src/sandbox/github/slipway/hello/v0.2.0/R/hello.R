hello <- function() "hello from v0.2.0"
