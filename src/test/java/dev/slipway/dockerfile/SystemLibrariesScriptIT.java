package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.sandbox.Docker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code system-libraries.R} in containers of the sandbox's base, with its real apt. */
class SystemLibrariesScriptIT {
  private static final String BASE = "127.0.0.1:5000/sandbox/r-ver:4.2.2";
  private static final String MISSING = "slipway: SYSTEM_LIBRARY_MISSING ";

  @TempDir Path folder;

  @Test
  void compilersLinkersAndLoadersSayWhatIsMissing() throws Exception {
    String said =
        """
        header <- c(
          "gcc -I\\"/usr/share/R/include\\" -fpic -c expat_version.c -o expat_version.o",
          "expat_version.c:1:10: fatal error: expat.h: No such file or directory",
          "    1 | #include <expat.h>",
          "compilation terminated.",
          "ERROR: compilation failed for package \\u2018header\\u2019"
        )
        library <- c(
          "/usr/bin/ld: cannot find -lexpat: No such file or directory",
          "collect2: error: ld returned 1 exit status"
        )
        module <- c(
          "Package libxml-2.0 was not found in the pkg-config search path.",
          "Perhaps you should add the directory containing `libxml-2.0.pc'",
          "No package 'libxml-2.0' found",
          "<stdin>:1:10: fatal error: libxml/xmlversion.h: No such file or directory"
        )
        choice <- "Package 'libcurl', required by 'virtual:world', not found"
        script <- c(
          "No package 'libcurl' found",
          "--------------------------- [ANTICONF] --------------------------------",
          "Configuration failed because libcurl was not found. Try installing:",
          " * deb: libcurl4-openssl-dev (Debian, Ubuntu, etc)",
          " * rpm: libcurl-devel (Fedora, CentOS, RHEL)"
        )
        object <- c(
          "Error: package or namespace load failed for \\u2018object\\u2019 in dyn.load(file):",
          " unable to load shared object '/usr/local/lib/R/site-library/xml2/libs/xml2.so':",
          "  libxml2.so.2: cannot open shared object file: No such file or directory"
        )
        program <- "./configure: line 12: cmake: command not found"
        nowhere <- "x.c:1:10: fatal error: nosuchthing.h: No such file or directory"
        there <- "x.c:1:10: fatal error: zlib.h: No such file or directory"
        own <- c("answer.c:3:1: error: expected expression before '}' token", "ERROR: compilation failed")
        hostile <- "x.c:1:10: fatal error: $(touch${IFS}/tmp/owned).h: No such file or directory"
        hostile2 <- " * deb: `reboot`; libxml2-dev (Debian)"
        all <- mget(c("header", "library", "module", "choice", "script", "object", "program",
          "nowhere", "there", "own", "hostile", "hostile2"))
        writeLines(library_lines(lapply(all, missing_libraries)))
        stopifnot(!file.exists("/tmp/owned"))
        """;

    assertThat(run("host", said))
        .containsExactly(
            MISSING + "header: expat.h is missing; add libexpat1-dev under system",
            MISSING + "library: libexpat.so is missing; add libexpat1-dev under system",
            MISSING
                + "module: libxml/xmlversion.h and libxml-2.0.pc are missing;"
                + " add libxml2-dev under system",
            MISSING
                + "choice: libcurl.pc is missing; add one of libcurl4-nss-dev,"
                + " libcurl4-gnutls-dev, libcurl4-openssl-dev under system",
            MISSING + "script: libcurl.pc is missing; add libcurl4-openssl-dev under system",
            MISSING + "object: libxml2.so.2 is missing; add libxml2 under system",
            MISSING + "program: cmake is missing; add cmake under system",
            MISSING + "nowhere: nosuchthing.h is missing; nothing in Debian 12 has it",
            MISSING
                + "there: zlib.h is missing where it is looked for, although zlib1g-dev is"
                + " installed");
  }

  @Test
  void withoutANetworkItStillSaysWhatIsMissing() throws Exception {
    String said =
        """
        writeLines(library_lines(list(
          header = missing_libraries("fatal error: expat.h: No such file or directory"),
          script = missing_libraries(" * deb: libcurl4-openssl-dev (Debian, Ubuntu, etc)")
        )))
        """;

    assertThat(run("none", said))
        .containsExactly(
            MISSING + "header: expat.h is missing; which apt package has it could not be looked up",
            MISSING
                + "script: libcurl4-openssl-dev is missing; add libcurl4-openssl-dev under system");
  }

  @Test
  void aPackageWithoutItsSharedObjectIsFoundUnlessItLoadsAllTheSame() throws Exception {
    String compiled =
        """
        folder <- tempfile(); dir.create(folder); setwd(folder)
        writeLines("int answer(void) { return 42; }", "own.c")
        system("gcc -shared -fpic -Wl,-soname,libslipwayown.so.1 own.c -o libslipwayown.so")
        package <- function(name, onload) {
          for (part in c("R", "src")) dir.create(file.path(name, part), recursive = TRUE)
          writeLines(c(paste("Package:", name), "Version: 1.0", "Title: T", "License: GPL-2",
            "Description: D.", "Author: A", "Maintainer: A <a@example.org>"),
            file.path(name, "DESCRIPTION"))
          writeLines(sprintf("useDynLib(%s)", name)[!nzchar(onload)], file.path(name, "NAMESPACE"))
          writeLines(onload, file.path(name, "R", "load.R"))
          writeLines("int answer(void); int twice(void) { return 2 * answer(); }",
            file.path(name, "src", "twice.c"))
          writeLines(sprintf("PKG_LIBS = -L%s -lslipwayown", folder),
            file.path(name, "src", "Makevars"))
          install.packages(name, repos = NULL, INSTALL_opts = "--no-test-load", quiet = TRUE)
        }
        package("lacking", "")
        package("bringing", "answer <- function() 42")
        stopifnot(dir.exists(find.package(c("lacking", "bringing"))))
        found <- broken_shared_objects(c("lacking", "bringing", "stats"))
        stopifnot(identical(names(found), "lacking"))
        writeLines(library_lines(found))
        """;

    assertThat(run("host", compiled))
        .containsExactly(
            MISSING + "lacking: libslipwayown.so.1 is missing; nothing in Debian 12 has it");
  }

  private List<String> run(String network, String script) throws Exception {
    Files.writeString(folder.resolve("test.R"), "source(\"/r/system-libraries.R\")\n" + script);
    Path functions = Path.of("src/main/resources/dev/slipway/dockerfile").toAbsolutePath();
    List<String> call = new ArrayList<>(List.of("run", "--rm", "--network", network));
    call.addAll(List.of("-v", functions + ":/r:ro", "-v", folder + ":/test:ro", BASE));
    call.addAll(List.of("Rscript", "--vanilla", "/test/test.R"));
    return Docker.run(call.toArray(String[]::new)).lines().toList();
  }
}
