# Finds out which system library a package lacks, and which apt package has it.
#
# Sourced by install.R, in an image's build on Debian or Ubuntu, as root; base R alone. What other
# programs said is data: it is searched here or handed over in a file, and never part of a command.

# ---- what is missing --------------------------------------------------------------------------

# How programs say what they do not find: the kind of thing, and where its name stands.
missing_patterns <- rbind(
  c("header", "fatal error: '?([^': ]+)'?: No such file or directory"),
  c("header", "fatal error: '([^']+)' file not found"),
  c("library", "cannot find -l([^ :]+)"),
  c("library", "library not found for -l([^ :]+)"),
  c("module", "Package '?([^', ]+)'?(?:, required by [^ ]+)?,? (?:was )?not found"),
  c("module", "No package '([^']+)' found"),
  c("object", "([^ '\":/]+[.]so[.0-9]*): cannot open shared object file"),
  c("program", "([^ :/]+): (?:command )?not found$"),
  c("program", "make(?:\\[[0-9]+\\])?: ([^ :/]+): No such file or directory"),
  c("apt", "\\bdeb(?:ian)?: *((?:[a-z0-9][a-z0-9+.-]*[a-z0-9+][ ,|]*)+)(?:[(]|$)")
)

# What a package's installation says that it did not find: a row each, with its kind ("header",
# "library" to link, pkg-config "module", shared "object", "program", or the name of an "apt"
# package that the package's own script asks for) and its name.
missing_libraries <- function(text) {
  text <- iconv(text, "UTF-8", "ASCII", sub = "byte")
  # pkg-config quotes with typographic marks in some locales, and no name has a quote.
  text <- gsub("<e2><80><9[89]>", "'", text)
  found <- lapply(seq_len(nrow(missing_patterns)), function(i) {
    hits <- regmatches(text, regexec(missing_patterns[i, 2L], text, perl = TRUE))
    names <- vapply(hits[lengths(hits) > 1L], `[[`, "", 2L)
    data.frame(
      kind = rep(missing_patterns[i, 1L], length(names)), name = names, stringsAsFactors = FALSE
    )
  })
  all <- do.call(rbind, found)
  apt <- unlist(strsplit(all$name[all$kind == "apt"], "[ ,|]+"))
  all <- rbind(all[all$kind != "apt", ], data.frame(
    kind = rep("apt", length(apt)), name = apt, stringsAsFactors = FALSE
  ))
  all <- unique(all[grepl("^[A-Za-z0-9_][A-Za-z0-9_+./-]*$", all$name), ])
  all <- all[!grepl("(^|/)[.][.](/|$)", all$name), ]
  # Scripts try programs that need not be there; without anything else it is the program.
  if (any(!all$kind %in% c("program", "apt"))) {
    all <- all[all$kind != "program", ]
  }
  rownames(all) <- NULL
  all
}

# The shared objects that packages need and the image lacks: for each such package what
# missing_libraries() gives. A package that loads all the same brings its own.
broken_shared_objects <- function(names) {
  files <- lapply(find.package(names, quiet = TRUE), function(folder) {
    list.files(file.path(folder, "libs"), pattern = "[.]so$", full.names = TRUE)
  })
  files <- unlist(files)
  if (!length(files) || !nzchar(Sys.which("ldd"))) {
    return(list())
  }
  # It says which file a line is about only when there are several.
  said <- suppressWarnings(system2(
    "ldd", shQuote(c(files, files[[1L]])),
    stdout = TRUE, stderr = FALSE
  ))
  starts <- grepl("^/.*:$", said)
  file <- c("", sub(":$", "", said[starts]))[cumsum(starts) + 1L]
  lacking <- grepl("=> not found", said, fixed = TRUE)
  object <- sub("^\\s*(\\S+) => not found.*", "\\1", said[lacking])
  package <- basename(dirname(dirname(file[lacking])))
  found <- split(object, package)
  found <- found[!vapply(names(found), loads, NA)]
  lapply(found, function(objects) {
    data.frame(kind = "object", name = sort(unique(objects)), stringsAsFactors = FALSE)
  })
}

# Whether a fresh R loads the package.
loads <- function(name) {
  status <- suppressWarnings(system2(
    file.path(R.home("bin"), "Rscript"),
    c("--vanilla", "-e", shQuote("loadNamespace(commandArgs(TRUE)[[1L]])"), shQuote(name)),
    stdout = FALSE, stderr = FALSE
  ))
  identical(as.integer(status), 0L)
}

# ---- which apt package has it -----------------------------------------------------------------

# The end of the path of a file, as a regular expression.
path_patterns <- function(missing) {
  name <- gsub("([.+])", "\\\\\\1", missing$name)
  ifelse(
    missing$kind == "header", paste0("/", name), ifelse(
      missing$kind == "library", paste0("/lib", name, "\\.so"), ifelse(
        missing$kind == "module", paste0("/", name, "\\.pc"), ifelse(
          missing$kind == "program", paste0("bin/", name), paste0("/", name)
        )
      )
    )
  )
}

# Where the compiler, the linker and the loader look, or would with the flags that pkg-config gives.
usual_places <- c(
  header = "^/?usr/(include|lib/[^/]+/[^/]+/include|lib/[^/]+/include)/",
  library = "^/?(usr/)?lib/",
  module = "^/?usr/(lib|share)/.*pkgconfig/",
  object = "^/?(usr/)?lib/",
  program = "^/?(usr/)?s?bin/"
)

# Adds the apt packages that have what is missing, for this very release: "apt", a list of up to
# three names, the best first; "installed", whether they are there already; and "searched", FALSE
# when not all of apt's indexes could be had.
apt_packages_with <- function(missing) {
  missing$apt <- rep(list(character()), nrow(missing))
  missing$installed <- rep(FALSE, nrow(missing))
  missing$searched <- rep(TRUE, nrow(missing))
  files <- which(missing$kind != "apt")
  for (i in files) {
    missing$apt[[i]] <- best_owners(missing[i, ], installed_owners(missing[i, ]))
    missing$installed[[i]] <- length(missing$apt[[i]]) > 0L
  }
  open <- files[!missing$installed[files]]
  asked <- which(missing$kind == "apt")
  if (length(open) || length(asked)) {
    config <- contents_config()
    on.exit(unlink(dirname(config), recursive = TRUE))
    missing$searched[c(open, asked)] <- apt_update(config)
    owners <- listed_owners(missing[open, ], config)
    for (i in open) {
      missing$apt[[i]] <- best_owners(missing[i, ], owners)
    }
    known <- known_to_apt(missing$name[asked], config)
    missing$apt[asked] <- ifelse(missing$searched[asked], known, as.list(missing$name[asked]))
    missing$installed[asked] <- vapply(missing$name[asked], is_installed, NA)
  }
  missing
}

no_owners <- data.frame(path = character(), apt = character(), stringsAsFactors = FALSE)

installed_owners <- function(missing) {
  glob <- paste0("*", gsub("\\", "", path_patterns(missing), fixed = TRUE))
  said <- suppressWarnings(system2("dpkg", c("-S", shQuote(glob)), stdout = TRUE, stderr = FALSE))
  said <- grep("^[a-z0-9][^ ]*: /", said, value = TRUE)
  owners(sub("^[^ ]*: ", "", said), sub("^([^:]+):.*", "\\1", said))
}

is_installed <- function(apt) {
  said <- suppressWarnings(system2(
    "dpkg-query", c("-W", "-f", shQuote("${db:Status-Status}"), shQuote(apt)),
    stdout = TRUE, stderr = FALSE
  ))
  identical(as.character(said), "installed")
}

owners <- function(path, apt) {
  data.frame(path = path, apt = apt, stringsAsFactors = FALSE)
}

# An apt configuration that fetches the lists of all packages' files, into a folder of its own.
# Debian has one a component, Ubuntu one for all.
contents_config <- function() {
  folder <- tempfile("apt")
  dir.create(file.path(folder, "lists", "partial"), recursive = TRUE)
  target <- function(name, key, fallback) {
    sprintf(
      paste0(
        'Acquire::IndexTargets::deb::%s {\n  MetaKey "%sContents-$(ARCHITECTURE)";\n',
        '  ShortDescription "%s";\n  Description "%s";\n  flatMetaKey "Contents-$(ARCHITECTURE)";\n',
        '  flatDescription "%s";\n  KeepCompressed "true";\n  Optional "true";\n',
        '  Identifier "slipway-contents";\n%s};'
      ),
      name, key, name, name, name, fallback
    )
  }
  config <- file.path(folder, "apt.conf")
  writeLines(c(
    sprintf('Dir::State::Lists "%s";', file.path(folder, "lists")),
    'Dir::Cache::pkgcache "";', 'Dir::Cache::srcpkgcache "";',
    # The user that apt downloads as cannot enter R's temporary folder.
    'APT::Sandbox::User "root";',
    target("slipway-contents", "$(COMPONENT)/", ""),
    target("slipway-contents-old", "", '  Fallback-Of "slipway-contents";\n')
  ), config)
  config
}

# Whether everything could be had. What could be had is searched anyhow: mirrors are often half-way
# between two days.
apt_update <- function(config) {
  status <- suppressWarnings(system2(
    "apt-get", c("-c", shQuote(config), "-q", "update"),
    stdout = FALSE, stderr = FALSE, timeout = 600
  ))
  identical(as.integer(status), 0L) && length(contents_files(config)) > 0L
}

contents_files <- function(config) {
  files <- suppressWarnings(system2(
    "apt-get", c(
      "-c", shQuote(config), "indextargets", "--format", shQuote("$(FILENAME)"),
      shQuote("Identifier: slipway-contents")
    ),
    stdout = TRUE, stderr = FALSE
  ))
  unique(Filter(file.exists, files))
}

# Every package of the release that has such a file.
listed_owners <- function(missing, config) {
  if (!nrow(missing)) {
    return(no_owners)
  }
  # Regular expressions would take a minute for the 600 MB of Ubuntu's; best_owners() has them.
  endings <- file.path(dirname(config), "endings")
  writeLines(gsub("\\", "", path_patterns(missing), fixed = TRUE), endings)
  said <- unlist(lapply(contents_files(config), function(file) {
    suppressWarnings(system(paste(
      "/usr/lib/apt/apt-helper", "-c", shQuote(config), "cat-file", shQuote(file),
      "| LC_ALL=C grep -F -f", shQuote(endings)
    ), intern = TRUE, ignore.stderr = TRUE))
  }))
  said <- grep("^.*\\S\\s+\\S+$", said, value = TRUE, useBytes = TRUE)
  # Several packages may have the same file: section/name,section/name.
  apt <- strsplit(sub("^.*\\s", "", said), ",", fixed = TRUE)
  owners(rep(sub("\\s+\\S+$", "", said), lengths(apt)), sub("^.*/", "", unlist(apt)))
}

known_to_apt <- function(names, config) {
  said <- suppressWarnings(system2(
    "apt-cache", c("-c", shQuote(config), "show", shQuote(names)),
    stdout = TRUE, stderr = FALSE
  ))
  known <- sub("^Package: ", "", grep("^Package: ", said, value = TRUE))
  lapply(names, intersect, known)
}

# Up to three packages that have the file where it is looked for. What compiles is a -dev package
# and what runs is not; the shortest path is the usual one, in the packages that only differ in how
# they were built.
best_owners <- function(missing, owners) {
  here <- grepl(paste0(path_patterns(missing), "$"), paste0("/", sub("^/", "", owners$path)))
  owners <- owners[here & grepl(usual_places[[missing$kind]], owners$path), ]
  development <- grepl("-dev$", owners$apt) == missing$kind %in% c("header", "library", "module")
  if (any(development)) {
    owners <- owners[development, ]
  }
  shortest <- nchar(owners$path) == min(nchar(owners$path), Inf)
  apt <- unique(owners$apt[shortest])
  apt <- apt[grepl("^[a-z0-9][a-z0-9+.-]*[a-z0-9+]$", apt)]
  utils::head(apt[order(nchar(apt), apt)], 3L)
}

# ---- what to say ------------------------------------------------------------------------------

# A line for each package that lacks something: "slipway: SYSTEM_LIBRARY_MISSING package: why".
# Takes what missing_libraries() or broken_shared_objects() found, by the packages' names.
library_lines <- function(missing_of) {
  missing_of <- missing_of[vapply(missing_of, nrow, 0L) > 0L]
  if (!length(missing_of)) {
    return(character())
  }
  all <- apt_packages_with(unique(do.call(rbind, unname(missing_of))))
  lines <- vapply(names(missing_of), FUN.VALUE = "", function(package) {
    wanted <- missing_of[[package]]
    why <- library_reason(all[paste(all$kind, all$name) %in% paste(wanted$kind, wanted$name), ])
    if (nzchar(why)) sprintf("slipway: SYSTEM_LIBRARY_MISSING %s: %s", package, why) else ""
  })
  unname(lines[nzchar(lines)])
}

library_reason <- function(missing) {
  asked <- missing[missing$kind == "apt" & !missing$installed & lengths(missing$apt) > 0L, ]
  files <- missing[missing$kind != "apt", ]
  if (!nrow(files)) {
    # Its own script asks for a package, and says nothing else.
    return(if (nrow(asked)) paste(in_words(asked$name), advice(asked$name)) else "")
  }
  shown <- ifelse(files$kind == "library", paste0("lib", files$name, ".so"), ifelse(
    files$kind == "module", paste0(files$name, ".pc"), files$name
  ))
  there <- unique(unlist(files$apt[files$installed]))
  add <- apt_to_add(files, asked$name)
  outcome <- if (length(add)) {
    advice(add)
  } else if (length(there)) {
    sprintf("is missing where it is looked for, although %s is installed", in_words(there))
  } else if (all(files$searched)) {
    paste("is missing; nothing in", release(), "has it")
  } else {
    "is missing; which apt package has it could not be looked up"
  }
  if (nrow(files) > 1L) {
    outcome <- sub("has it", "has them", sub("^is missing", "are missing", outcome))
    outcome <- sub("it is looked for", "they are looked for", outcome)
  }
  paste(in_words(shown), outcome)
}

# What to add, one string for each thing to choose. What the package's own script asks for decides.
apt_to_add <- function(files, asked) {
  choices <- unique(files$apt[!files$installed & lengths(files$apt) > 0L])
  if (!length(choices)) {
    return(asked)
  }
  unique(vapply(choices, FUN.VALUE = "", function(choice) {
    decided <- intersect(asked, choice)
    if (length(decided)) choice <- decided[[1L]]
    if (length(choice) > 1L) paste("one of", paste(choice, collapse = ", ")) else choice
  }))
}

advice <- function(add) sprintf("is missing; add %s under system", in_words(add))

in_words <- function(words) {
  words <- unique(words)
  if (length(words) < 2L) {
    return(words)
  }
  paste(paste(utils::head(words, -1L), collapse = ", "), "and", utils::tail(words, 1L))
}

# This release as its users call it: "Debian 12".
release <- function() {
  file <- "/etc/os-release"
  lines <- if (file.exists(file)) readLines(file, warn = FALSE) else character()
  value <- function(key) {
    entry <- grep(paste0("^", key, "="), lines, value = TRUE)
    if (length(entry)) gsub("[\"']", "", sub("^[^=]*=", "", entry[[1L]])) else ""
  }
  name <- paste(sub(" .*", "", value("NAME")), value("VERSION_ID"))
  if (nzchar(trimws(name))) trimws(name) else "this distribution"
}
