# Installs R packages in an image's build, and fails unless they are there afterwards.
#
#   Rscript --vanilla install.R FOLDER...
#
# Each folder holds a packages.dcf. The packages of the last folder are installed, those of all
# folders must be installed in the end, in the version asked for. repositories.dcf lies beside this
# script. Names and URLs are read as data and never become part of a command.
#
# What goes wrong is said on standard error, one line each, "slipway: CODE what: why":
#   PACKAGE_MISSING          no repository has it, or not in that version
#   PACKAGE_FAILED           it did not install; its own output is above
#   PACKAGE_VERSION          another version than the one asked for was installed
#   REPOSITORY_UNREACHABLE   an index or a package could not be downloaded; may pass
#   REPOSITORY_UNSUITABLE    the repository's URL or release does not fit, or it has no index

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

# Whether a download ended early. R warns of it, and also before it says that a URL is not there.
cut_short <- function(said) {
  not_there <- c(grepl("cannot open URL", said)[-1L], FALSE)
  any(grepl("downloaded length", said) & !not_there)
}

# ---- data -------------------------------------------------------------------------------------

read_records <- function(file, fields) {
  records <- as.data.frame(read.dcf(file, fields = fields), stringsAsFactors = FALSE)
  names(records) <- fields
  records
}

read_wanted <- function(folder) {
  remote <- paste0("Remote", c("Type", "Host", "Username", "Repo", "Subdir", "Ref", "Sha"))
  wanted <- read_records(
    file.path(folder, "packages.dcf"), c("Package", "Source", "Version", "Tarball", remote)
  )
  wanted$Folder <- folder
  wanted
}

# The repositories for this R, with the code name of the base image's release filled in.
read_repositories <- function(file) {
  all <- read_records(file, c("Name", "Url", "R"))
  minor <- as.character(getRversion()[1L, 1:2])
  all <- all[is.na(all$R) | all$R == minor, ]
  urls <- structure(all$Url, names = all$Name)
  if (any(grepl("{os}", urls, fixed = TRUE))) {
    urls <- gsub("{os}", os_codename(urls[["CRAN"]]), urls, fixed = TRUE)
  }
  urls
}

os_codename <- function(url) {
  file <- "/etc/os-release"
  lines <- if (file.exists(file)) readLines(file) else character()
  entry <- grep("^VERSION_CODENAME=", lines, value = TRUE)
  codename <- gsub("^VERSION_CODENAME=|[\"']", "", entry)
  if (length(codename) != 1L || !grepl("^[a-z][a-z0-9-]*$", codename)) {
    give_up(line("REPOSITORY_UNSUITABLE", url, paste(
      "the base image's /etc/os-release has no VERSION_CODENAME to put in place of {os}"
    )))
  }
  codename
}

# ---- repositories -----------------------------------------------------------------------------

# The index of repositories. An index that cannot be read must not look like a missing package.
read_index <- function(urls, ...) {
  parts <- lapply(unname(urls), function(url) {
    read <- attempt(available.packages(contriburl = paste0(url, "/src/contrib"), ...))
    no_index <- "^unable to access index for repository [^\n]*:\n *"
    if (is.null(read$value) || any(grepl(no_index, read$said)) || cut_short(read$said)) {
      # That the .rds form of an index is not there is usual, and never the reason.
      why <- sub(no_index, "", read$said)
      why <- why[!grepl("PACKAGES.rds", why, fixed = TRUE)]
      not_there <- "status was '404|^downloaded length 0 |^cannot open URL '[^']*'$"
      if (any(grepl("status was '404", why)) && all(grepl(not_there, why))) {
        give_up(line("REPOSITORY_UNSUITABLE", url, "there is no package index at this URL (404)"))
      }
      give_up(line("REPOSITORY_UNREACHABLE", url, in_one(why)))
    }
    read$value
  })
  do.call(rbind, parts)
}

# The first repository that has a package is the one that it comes from.
first_of_each <- function(index) index[!duplicated(index[, "Package"]), , drop = FALSE]

is_bioconductor <- function(urls) startsWith(names(urls), "BioC")

download <- function(url, file) {
  got <- attempt(download.file(url, file, mode = "wb", quiet = TRUE))
  if (identical(got$value, 0L) && !cut_short(got$said)) {
    return(NULL)
  }
  in_one(got$said)
}

installed <- function() installed.packages(noCache = TRUE)[, "Version"]

# As R compares versions: 1.0-1 is 1.0.1.
same_version <- function(a, b) {
  vapply(seq_along(a), FUN.VALUE = NA, function(i) {
    isTRUE(package_version(a[[i]], strict = FALSE) == package_version(b[[i]], strict = FALSE))
  })
}

# Which of the wanted packages are not there as they are wanted.
outstanding <- function(wanted) {
  have <- installed()[wanted$Package]
  sha <- vapply(wanted$Package, USE.NAMES = FALSE, FUN.VALUE = "", function(name) {
    suppressWarnings(as.character(packageDescription(name, fields = "RemoteSha")))
  })
  other_version <- !is.na(wanted$Version) & !same_version(have, wanted$Version)
  other_commit <- !is.na(wanted$RemoteSha) & (is.na(sha) | sha != wanted$RemoteSha)
  wanted[is.na(have) | other_version | other_commit, , drop = FALSE]
}

# ---- packages that no index lists -------------------------------------------------------------

# A row of the index for a package that lies in a local folder.
local_row <- function(index, description, folder, file) {
  fields <- read.dcf(description)[1L, ]
  row <- structure(rep(NA_character_, ncol(index)), names = colnames(index))
  known <- intersect(names(row), names(fields))
  row[known] <- fields[known]
  row[["Repository"]] <- paste0("file://", folder)
  row[["File"]] <- file
  row
}

replace_row <- function(index, row) {
  index <- index[rownames(index) != row[["Package"]], , drop = FALSE]
  row <- matrix(row, 1L, dimnames = list(row[["Package"]], names(row)))
  rbind(index, row[, colnames(index), drop = FALSE])
}

# The version out of the repository's archive; base R alone, because an image starts with nothing.
archived_row <- function(index, name, version, url, folder) {
  file <- sprintf("%s_%s.tar.gz", name, version)
  from <- sprintf("%s/src/contrib/Archive/%s/%s", url, name, file)
  failure <- download(from, file.path(folder, file))
  if (!is.null(failure)) {
    if (grepl("404", failure, fixed = TRUE)) {
      give_up(line("PACKAGE_MISSING", name, sprintf(
        "version %s is neither in the index of %s nor in its Archive%s", version, url,
        if (name %in% rownames(index)) {
          sprintf("; the index has %s", index[name, "Version"])
        } else {
          ""
        }
      )))
    }
    give_up(line("REPOSITORY_UNREACHABLE", from, failure))
  }
  untar(file.path(folder, file), files = file.path(name, "DESCRIPTION"), exdir = folder)
  local_row(index, file.path(folder, name, "DESCRIPTION"), folder, file)
}

# The package out of a tarball of GitHub, marked with its origin as R's other tools mark it.
gitHub_row <- function(index, package, folder) {
  name <- package[["Package"]]
  tree <- file.path(folder, paste0(name, ".files"))
  untar(file.path(package[["Folder"]], package[["Tarball"]]), exdir = tree)
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
  local_row(index, description, folder, name)
}

# The index with exactly the versions and commits that are wanted.
pin <- function(index, everything, wanted, url) {
  folder <- tempfile("packages")
  dir.create(folder)
  for (i in seq_len(nrow(wanted))) {
    package <- as.list(wanted[i, ])
    name <- package$Package
    if (!is.na(package$Tarball)) {
      index <- replace_row(index, gitHub_row(index, package, folder))
    } else if (!is.na(package$Version)) {
      listed <- everything[everything[, "Package"] == name, , drop = FALSE]
      same <- same_version(listed[, "Version"], rep(package$Version, nrow(listed)))
      listed <- listed[same, , drop = FALSE]
      index <- replace_row(index, if (nrow(listed)) {
        listed[1L, ]
      } else {
        archived_row(index, name, package$Version, url, folder)
      })
    }
  }
  index
}

# ---- installing -------------------------------------------------------------------------------

# Everything that the packages need, themselves included, that is not installed yet.
closure <- function(names, index, have) {
  kinds <- c("Depends", "Imports", "LinkingTo")
  needed <- tools::package_dependencies(names, db = index, which = kinds, recursive = TRUE)
  setdiff(unlist(needed, use.names = FALSE), c(have, names))
}

# Says why a package is not in the index.
missing_line <- function(name, index, everything, urls) {
  listed <- everything[everything[, "Package"] == name, , drop = FALSE]
  alike <- setdiff(rownames(index)[tolower(rownames(index)) == tolower(name)], name)
  line("PACKAGE_MISSING", name, if (nrow(listed)) {
    sprintf(
      "%s %s of the repository is not for R %s (Depends: %s)",
      name, listed[1L, "Version"], getRversion(), listed[1L, "Depends"]
    )
  } else {
    paste0(
      "not in ", paste(urls, collapse = ", "),
      if (length(alike)) sprintf("; did you mean %s?", alike[[1L]])
    )
  })
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

needed_by <- function(name, wanted, index) {
  kinds <- c("Depends", "Imports", "LinkingTo")
  users <- tools::package_dependencies(wanted, db = index, which = kinds, recursive = TRUE)
  users <- names(users)[vapply(users, function(u) name %in% u, NA)]
  if (length(users)) sprintf(" (needed by %s)", paste(users, collapse = ", ")) else ""
}

install <- function(names, index) {
  logs <- tempfile("logs")
  dir.create(logs)
  said <- character()
  withCallingHandlers(
    install.packages(
      names,
      available = index, contriburl = unique(index[, "Repository"]), type = "source",
      keep_outputs = logs
    ),
    warning = function(w) said <<- c(said, conditionMessage(w))
  )
  broken <- grep("download of package|cannot open URL|downloaded length|URL '", said, value = TRUE)
  if (length(broken)) {
    why <- in_one(broken)
    url <- regmatches(why, regexpr("https?://[^ '\"]+", why))
    give_up(line("REPOSITORY_UNREACHABLE", if (length(url)) url else "a repository", why))
  }
  failed <- failures(logs)
  if (length(failed)) {
    give_up(vapply(names(failed), FUN.VALUE = "", function(name) {
      line("PACKAGE_FAILED", name, paste0(failed[[name]], needed_by(name, names, index)))
    }))
  }
}

# Every wanted package is there and in its version: the one check that no earlier step can fool.
verify <- function(wanted, urls) {
  left <- outstanding(wanted)
  have <- installed()[left$Package]
  if (nrow(left)) {
    give_up(ifelse(
      is.na(have),
      line("PACKAGE_MISSING", left$Package, paste("not installed from", urls[["CRAN"]])),
      line("PACKAGE_VERSION", left$Package, sprintf(
        "wanted %s, got %s", ifelse(is.na(left$RemoteSha), left$Version, left$RemoteSha), have
      ))
    ))
  }
  for (i in seq_len(nrow(wanted))) {
    message("installed ", wanted$Package[[i]], " ", installed()[[wanted$Package[[i]]]])
  }
}

main <- function(script, folders) {
  urls <- read_repositories(file.path(dirname(script), "repositories.dcf"))
  wanted <- lapply(folders, read_wanted)
  todo <- outstanding(wanted[[length(wanted)]])
  if (nrow(todo)) {
    from_bioconductor <- any(todo$Source == "BIOCONDUCTOR")
    if (from_bioconductor && !any(is_bioconductor(urls))) {
      give_up(line("REPOSITORY_UNSUITABLE", "Bioconductor", paste(
        "no release is known to go with R", getRversion()
      )))
    }
    used <- urls[!is_bioconductor(urls) | from_bioconductor]
    index <- first_of_each(read_index(used))
    everything <- read_index(used, filters = list())
    index <- pin(index, everything, todo, urls[["CRAN"]])
    absent <- setdiff(todo$Package, rownames(index))
    if (length(absent)) {
      give_up(vapply(absent, missing_line, "", index, everything, used))
    }
    # A dependency may be Bioconductor's; its index is large, so it is read only then.
    lacking <- setdiff(closure(todo$Package, index, names(installed())), rownames(index))
    if (length(lacking) && !from_bioconductor && any(is_bioconductor(urls))) {
      used <- urls
      index <- first_of_each(rbind(index, read_index(used[is_bioconductor(used)])))
      lacking <- setdiff(closure(todo$Package, index, names(installed())), rownames(index))
    }
    if (length(lacking)) {
      give_up(vapply(lacking, FUN.VALUE = "", function(name) {
        paste0(missing_line(name, index, everything, used), needed_by(name, todo$Package, index))
      }))
    }
    install(todo$Package, index)
  }
  verify(do.call(rbind, wanted), urls)
}

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
main(script, commandArgs(trailingOnly = TRUE))
