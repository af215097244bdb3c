# Installs R packages in an image's build, exactly those of a lock, and fails unless they are there
# afterwards.
#
#   Rscript --vanilla install.R FOLDER...
#
# Each folder holds a packages.dcf. The packages of the last folder are installed, those of all
# folders must be installed in the end, as they are locked. base.dcf, beside this script, says for
# which base image that is. Names and URLs are read as data and never become part of a command.
#
# What goes wrong is said on standard error, one line each, "slipway: CODE what: why":
#   BASE_MISMATCH            the base image is not what the lock was made for
#   PACKAGE_MISSING          the repository does not have it any more
#   PACKAGE_CHANGED          its archive is not the one that was locked
#   SYSTEM_LIBRARY_MISSING   it needs a system library; which apt package has it
#   PACKAGE_FAILED           it did not install; its own output is above
#   PACKAGE_VERSION          another version than the locked one was installed
#   REPOSITORY_UNREACHABLE   it could not be downloaded; may pass

Sys.setenv(LANGUAGE = "en") # conditions are told apart by R's own English words
options(
  warn = 1,
  timeout = 1800,
  download.file.method = "libcurl",
  # Repositories that hold binary packages for Linux choose them by this.
  HTTPUserAgent = sprintf("R/%s R (%s)", getRversion(), paste(
    getRversion(), R.version[["platform"]], R.version[["arch"]], R.version[["os"]]
  )),
  Ncpus = if (nzchar(Sys.which("make"))) max(1L, parallel::detectCores(), na.rm = TRUE) else 1L
)

line <- function(code, what, why) sprintf("slipway: %s %s: %s", code, what, why)

give_up <- function(lines) {
  writeLines(unique(lines), stderr())
  quit(save = "no", status = 1L)
}

# The value of an expression, with the warnings and the error that it gave.
attempt <- function(expression) {
  said <- character()
  note <- function(condition) said <<- c(said, conditionMessage(condition))
  value <- tryCatch(
    withCallingHandlers(expression, warning = function(w) {
      note(w)
      invokeRestart("muffleWarning")
    }),
    error = function(e) {
      note(e)
      NULL
    }
  )
  list(value = value, said = said)
}

in_one <- function(said) {
  said <- grep("^downloaded length 0 ", said, value = TRUE, invert = TRUE)
  paste(unique(gsub("[[:space:]]+", " ", said)), collapse = "; ")
}

# ---- data -------------------------------------------------------------------------------------

read_records <- function(file, fields) {
  records <- as.data.frame(read.dcf(file, fields = fields), stringsAsFactors = FALSE)
  names(records) <- fields
  records
}

read_locked <- function(folder) {
  remote <- paste0("Remote", c("Type", "Host", "Username", "Repo", "Subdir", "Ref", "Sha"))
  locked <- read_records(file.path(folder, "packages.dcf"), c(
    "Package", "Version", "Needs", "Url", "Md5", "Tarball", "Folder", remote
  ))
  locked$From <- rep(folder, nrow(locked))
  locked
}

# What the image says of itself must be what was known when the packages were chosen.
require_base <- function(file) {
  locked <- read_records(file, c("R", "Codename"))
  have <- c(R = as.character(getRversion()), Codename = os_codename())
  for (field in names(have)) {
    if (!is.na(locked[[field]]) && !identical(locked[[field]], have[[field]])) {
      give_up(line("BASE_MISMATCH", "the base image", sprintf(
        "the packages were chosen for %s %s, and it has %s", field, locked[[field]], have[[field]]
      )))
    }
  }
}

os_codename <- function() {
  file <- "/etc/os-release"
  lines <- if (file.exists(file)) readLines(file) else character()
  entry <- grep("^VERSION_CODENAME=", lines, value = TRUE)
  if (length(entry)) gsub("^VERSION_CODENAME=|[\"']", "", entry[[1L]]) else ""
}

# As R compares versions: 1.0-1 is 1.0.1.
same_version <- function(a, b) {
  vapply(seq_along(a), FUN.VALUE = NA, function(i) {
    isTRUE(package_version(a[[i]], strict = FALSE) == package_version(b[[i]], strict = FALSE))
  })
}

installed <- function() installed.packages(noCache = TRUE)[, "Version"]

# Which of the locked packages are not there as they are locked.
outstanding <- function(locked) {
  have <- installed()[locked$Package]
  sha <- vapply(locked$Package, USE.NAMES = FALSE, FUN.VALUE = "", function(name) {
    suppressWarnings(as.character(packageDescription(name, fields = "RemoteSha")))
  })
  other_commit <- !is.na(locked$RemoteSha) & (is.na(sha) | sha != locked$RemoteSha)
  local <- !is.na(locked$Folder)
  locked[is.na(have) | !same_version(have, locked$Version) | other_commit | local, , drop = FALSE]
}

# ---- getting the sources ----------------------------------------------------------------------

# Fetches the archives of a repository's packages into a folder, all at once.
download_all <- function(packages, folder) {
  files <- file.path(folder, basename(packages$Url))
  said <- "nothing is there yet"
  if (nrow(packages) > 1L) {
    said <- attempt(download.file(packages$Url, files, mode = "wb", quiet = TRUE))$said
  }
  for (i in seq_len(nrow(packages))) {
    if (!is_whole(files[[i]], packages$Md5[[i]], said)) {
      download_one(packages[i, ], files[[i]])
    }
  }
  basename(packages$Url)
}

# Without a sum, an archive is believed to be whole when no warning came with it.
is_whole <- function(file, md5, said) {
  file.exists(file) && if (is.na(md5)) !length(said) else identical(md5sum(file), md5)
}

md5sum <- function(file) unname(tools::md5sum(file))

# One by one, where all at once went wrong: a version that the repository has replaced since is in
# its archive.
download_one <- function(package, file) {
  url <- package$Url
  failure <- download(url, file)
  if (!is.null(failure) && grepl("404", failure, fixed = TRUE)) {
    archived <- sub("/([^/]+)$", sprintf("/Archive/%s/\\1", package$Package), url)
    if (!grepl("/Archive/", url, fixed = TRUE) && is.null(download(archived, file))) {
      return()
    }
    give_up(line("PACKAGE_MISSING", package$Package, sprintf(
      "version %s is gone: neither %s nor its Archive has it", package$Version, url
    )))
  }
  if (!is.null(failure)) {
    give_up(line("REPOSITORY_UNREACHABLE", url, failure))
  }
  if (!is.na(package$Md5) && !identical(md5sum(file), package$Md5)) {
    said <- sprintf("%s has the MD5 sum %s, and %s is locked", url, md5sum(file), package$Md5)
    if (!is_rebuilt(package, file)) {
      give_up(line("PACKAGE_CHANGED", package$Package, said))
    }
    message("another build of ", package$Package, " ", package$Version, ": ", said)
  }
}

# Whether an archive holds the locked version as a binary package: those that make them make them
# anew from time to time, while a source package never changes.
is_rebuilt <- function(package, file) {
  folder <- tempfile("description")
  description <- file.path(package$Package, "DESCRIPTION")
  attempt(untar(file, files = description, exdir = folder))
  found <- attempt(read.dcf(file.path(folder, description), c("Package", "Version", "Built")))$value
  !is.null(found) && !is.na(found[[1L, "Built"]]) &&
    identical(found[[1L, "Package"]], package$Package) &&
    same_version(found[[1L, "Version"]], package$Version)
}

# Why a download failed; nothing when it did not. R warns of one that ended early, and succeeds.
download <- function(url, file) {
  got <- attempt(download.file(url, file, mode = "wb", quiet = TRUE))
  if (identical(got$value, 0L) && !any(grepl("downloaded length", got$said))) {
    return(NULL)
  }
  in_one(got$said)
}

# The package out of a tarball of GitHub, marked with its origin as R's other tools mark it.
unpack_gitHub <- function(package, folder) {
  name <- package[["Package"]]
  tree <- file.path(folder, paste0(name, ".files"))
  untar(file.path(package[["From"]], package[["Tarball"]]), exdir = tree)
  top <- list.files(tree, full.names = TRUE, all.files = TRUE, no.. = TRUE)
  subdir <- package[["RemoteSubdir"]]
  source <- if (is.na(subdir)) top[[1L]] else file.path(top[[1L]], subdir)
  file.rename(source, file.path(folder, name))
  description <- file.path(folder, name, "DESCRIPTION")
  text <- readLines(description, warn = FALSE)
  remote <- unlist(package[startsWith(names(package), "Remote")])
  remote <- remote[!is.na(remote)]
  text <- c(text[nzchar(trimws(text))], sprintf("%s: %s", names(remote), remote))
  writeLines(text, description, useBytes = TRUE)
  name
}

# The user's own package: R writes into a folder that it installs, and the context is for reading.
copy_local <- function(package, folder) {
  name <- package[["Package"]]
  copy <- file.path(folder, paste0(name, ".files"))
  dir.create(copy)
  source <- file.path(package[["From"]], package[["Folder"]])
  file.copy(source, copy, recursive = TRUE)
  file.rename(file.path(copy, basename(source)), file.path(folder, name))
  name
}

# The packages as a repository in a folder: what install.packages() takes its order from.
as_index <- function(packages, folder) {
  files <- character(nrow(packages))
  from_repository <- !is.na(packages$Url)
  files[from_repository] <- download_all(packages[from_repository, ], folder)
  for (i in which(!is.na(packages$Tarball))) {
    files[[i]] <- unpack_gitHub(as.list(packages[i, ]), folder)
  }
  for (i in which(!is.na(packages$Folder))) {
    files[[i]] <- copy_local(as.list(packages[i, ]), folder)
  }
  cbind(
    Package = packages$Package, Version = packages$Version, Priority = NA, Depends = NA,
    Imports = packages$Needs, LinkingTo = NA, Suggests = NA, Enhances = NA, License = NA,
    File = files, Repository = paste0("file://", folder)
  )
}

# ---- installing -------------------------------------------------------------------------------

install <- function(packages) {
  folder <- tempfile("packages")
  logs <- tempfile("logs")
  dir.create(folder)
  dir.create(logs)
  index <- as_index(packages, folder)
  rownames(index) <- index[, "Package"]
  suppressWarnings(install.packages(
    packages$Package,
    available = index, contriburl = paste0("file://", folder), type = "source",
    dependencies = FALSE, keep_outputs = logs
  ))
  failed <- failures(logs)
  if (length(failed)) {
    give_up(explanations(failed, logs))
  }
  # What was installed without compiling was not loaded yet either.
  lacking <- library_lines(broken_shared_objects(packages$Package))
  if (length(lacking)) {
    give_up(lacking)
  }
}

# Why packages failed: the system library that their output misses, else its own best line.
explanations <- function(failed, logs) {
  missing_of <- lapply(structure(names(failed), names = names(failed)), function(name) {
    missing_libraries(readLines(file.path(logs, paste0(name, ".out")), warn = FALSE))
  })
  # A header that no apt package has is the package's own affair: its own words say more.
  lines <- grep("; nothing in .* has (it|them)$", library_lines(missing_of), value = TRUE, invert = TRUE)
  others <- setdiff(names(failed), sub("^slipway: \\S+ ([^:]+): .*", "\\1", lines))
  c(lines, sprintf("slipway: PACKAGE_FAILED %s: %s", others, failed[others]))
}

# Which packages' own output says that they did not install, with the line that says it best.
failures <- function(logs) {
  files <- list.files(logs, pattern = "[.]out$", full.names = TRUE)
  reasons <- vapply(files, FUN.VALUE = "", function(file) {
    text <- readLines(file, warn = FALSE)
    if (any(grepl("^\\* DONE \\(", text, useBytes = TRUE))) {
      return("")
    }
    for (pattern in c(
      "Killed signal terminated|virtual memory exhausted|No space left on device",
      "^ERROR: dependenc", "(^|[: ])(fatal )?error: ", "^Error|^ERROR", "."
    )) {
      found <- grep(pattern, text, useBytes = TRUE)
      if (length(found)) {
        # R puts a long message's text on the line below.
        lines <- text[found[[1L]] + 0:grepl(" : *$", text[[found[[1L]]]], useBytes = TRUE)]
        return(in_one(trimws(lines[!is.na(lines)])))
      }
    }
    "it ended without a word"
  })
  names(reasons) <- sub("[.]out$", "", basename(files))
  reasons <- reasons[nzchar(reasons)]
  # One that only lacks what failed before it is not the cause.
  causes <- reasons[!grepl("^ERROR: dependenc", reasons)]
  if (length(causes)) causes else reasons
}

# Every locked package is there and in its version: the one check that no earlier step can fool.
verify <- function(locked) {
  have <- installed()[locked$Package]
  sha <- vapply(locked$Package, USE.NAMES = FALSE, FUN.VALUE = "", function(name) {
    suppressWarnings(as.character(packageDescription(name, fields = "RemoteSha")))
  })
  wrong <- !same_version(have, locked$Version) |
    (!is.na(locked$RemoteSha) & !mapply(identical, sha, locked$RemoteSha))
  if (any(wrong)) {
    give_up(ifelse(
      is.na(have[wrong]),
      line("PACKAGE_FAILED", locked$Package[wrong], "it is not there after the installation"),
      line("PACKAGE_VERSION", locked$Package[wrong], sprintf(
        "%s is locked, and %s is there", locked$Version[wrong], have[wrong]
      ))
    ))
  }
  message(sprintf("installed %s %s\n", locked$Package, have))
}

main <- function(script, folders) {
  require_base(file.path(dirname(script), "base.dcf"))
  locked <- lapply(folders, read_locked)
  todo <- outstanding(locked[[length(locked)]])
  if (nrow(todo)) {
    message(sprintf("to install: %s %s\n", todo$Package, todo$Version))
    install(todo)
  }
  verify(do.call(rbind, locked))
}

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(script), "system-libraries.R"))
main(script, commandArgs(trailingOnly = TRUE))
