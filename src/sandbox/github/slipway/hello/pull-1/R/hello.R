hello <- function() "hello from pull request 1"
