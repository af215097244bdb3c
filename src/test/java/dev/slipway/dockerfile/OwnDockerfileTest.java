package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDockerfileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN psql <<EOF\nSELECT name\nFROM users\nEOF\n",
        "RUN psql <<-EOF\n\tSELECT name\n\tFROM users\n\tEOF\n",
        "RUN psql <<\"EOF\"\nFROM users\nEOF\n",
        "RUN psql <<'EOF' && true\nFROM users\n\nFROM others\n EOF\nFROM more\nEOF\n",
        "RUN <<ONE cat; <<TWO cat\nFROM users\nONE\nFROM others\nTWO\n",
        "RUN true && \\\n  psql <<EOF\nFROM users\nEOF\n",
        "RUN psql -c 'SELECT name \\\nFROM users \\\n# FROM nothing\n\nFROM others'\n",
        "COPY <<EOF /query.sql\nFROM users\nEOF\n"
      })
  void onlyAnInstructionNamesABase(String instruction) {
    assertThat(bases("FROM first\n" + instruction + "FROM second\n"))
        .containsExactly("first", "second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN echo $((1<<2))\n",
        "RUN cat <<<word\n",
        "ENV A=<<EOF\n",
        "# RUN cat <<EOF\n",
        "RUN true # \\ is no end\n"
      })
  void whatIsNoHeredocHidesNoBase(String instruction) {
    assertThat(bases("FROM first\n" + instruction + "FROM second\n"))
        .containsExactly("first", "second");
  }

  @Test
  void theEscapeMayBeABacktick() {
    assertThat(bases("# escape=`\nFROM first\r\nRUN dir C:\\\nFROM second\nRUN a `\nFROM b\n"))
        .containsExactly("first", "second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM evil/img",
        "from\tevil/img",
        " FROM --platform=linux/amd64 evil/img AS good",
        "FR\\\nOM evil/img",
        "FROM \\\n# a comment\n\n  evil/img",
        "FROM ev\\\nil/img",
        "FROM 'evil/img'",
        "FROM ev\"il\"/img",
        "FROM ev\\il/img",
        "FROM --platform=\"a b\" evil/img",
        "ARG B=evil/img\nFROM $B",
        "ARG B='evil/img'\nFROM ${B}",
        "ARG A=evil B=$A/img\nFROM $B:latest",
        "ARG B\nFROM $B",
        "ARG B=rocker/r-ver\nARG B=evil/img\nFROM $B",
        "FROM ${B:-evil/img}",
        "FROM rocker/r-ver\nFROM evil/img",
        "FROM rocker/r-ver AS one\nCOPY --from=evil/img /a /b",
        "FROM rocker/r-ver\nCOPY --chown=1 --from=\"evil/img\" /a /b",
        "FROM rocker/r-ver\nCOPY --from=$IMG /a /b",
        "FROM rocker/r-ver\nADD --from=evil/img /a /b",
        "FROM rocker/r-ver\nCOPY --from=later /a /b\nFROM rocker/r-ver AS later",
        "FROM rocker/r-ver\nCOPY --chown=\u00e0--from=evil/img /a /b",
        "FROM rocker/r-ver\nRUN --mount=type=bind,from=evil/img,target=/x true",
        "FROM rocker/r-ver\nRUN --mount=type=bind,\\\nFROM=evil/img true",
        "FROM rocker/r-ver\nRUN --mount=type=bind,From=evil/img,target=/x true",
        "FROM rocker/r-ver\nRUN --mount=type=bind,\\\"from=evil/img\\\",target=/x true",
        "FROM rocker/r-ver\nRUN --network=none --mount='type=cache,from=evil/img' true",
        "FROM rocker/r-ver\nONBUILD COPY --from=evil/img /a /b",
        "FROM rocker/r-ver\nonbuild run --mount=from=evil/img true",
        "FROM rocker/r-ver\nRUN true \\\\\nFROM evil/img",
        "FROM rocker/r-ver\nRUN <<EOF\ntrue\nEOF\nFROM evil/img",
        "FROM rocker/r-ver\nRUN true;<<EOF\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN echo '<<EOF'\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN echo ' <<EOF '\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN echo ${X:- <<EOF }\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN cat <<\\EOF\nEOF\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN cat <<EOF|sh\ntrue\nEOF|sh\nFROM evil/img",
        "FROM rocker/r-ver\nENV A=<<EOF\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN true \\\n# <<EOF\nFROM evil/img\nFROM evil/img\nEOF",
        "FROM rocker/r-ver\nRUN true\r\nFROM evil/img\r\n",
        "# escape=`\nFROM rocker/r-ver\nRUN true \\\nFROM evil/img",
        "# comment\n# escape=`\nFROM rocker/r-ver\nRUN true `\nFROM evil/img",
        "# syntax=evil/img\nFROM rocker/r-ver",
        "#syntax = evil/img more\nFROM rocker/r-ver",
        "# check=skip=all\n# Syntax=evil/img\nFROM rocker/r-ver",
        "#!/bin/x\n# syntax=evil/img\nFROM rocker/r-ver",
        "\uFEFF# syntax=evil/img\nFROM rocker/r-ver",
        "// syntax=evil/img\nFROM rocker/r-ver",
        "{\"syntax\":\n \"evil/img\"}",
        "FROM Not/AnImage"
      })
  void whatTheOperatorDidNotAllowIsRefused(String dockerfile) throws Exception {
    Failure failure = refusal(dockerfile, rocker());

    assertThat(failure.code()).isEqualTo("NOT_ALLOWED");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).startsWith("The Dockerfile's line ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM rocker/r-ver:4.4.1",
        "FROM --platform=$BUILDPLATFORM docker.io/rocker/r-ver AS one\nFROM one\n",
        "FROM scratch\nCOPY --from=rocker/r-ver / /\n",
        "FROM rocker/r-ver AS One\nFROM rocker/r-ver\nCOPY --from=one /a /b\nCOPY --from=0 /a /b",
        "ARG V=4.4.1\nFROM rocker/r-ver:${V}\n",
        "FROM rocker/r-ver\nRUN --mount=type=cache,target=/var/cache --mount=from=rocker/r-ver true",
        "FROM rocker/r-ver\nRUN psql <<EOF\nFROM users\nEOF\n",
        "FROM rocker/r-ver\nRUN psql <<-'EOF'\n\tFROM users\n\tEOF\n",
        "FROM rocker/r-ver\n# FROM evil/img\nRUN echo FROM evil/img\n",
        "FROM rocker/r-ver\nRUN true # syntax=evil/img\n# syntax=evil/img\n",
        "# A comment.\n\n# syntax=evil/img\nFROM rocker/r-ver\n",
        "FROM rocker/r-ver\nCMD [\"--from=evil/img\"]\nENTRYPOINT COPY --from=evil/img\n"
      })
  void whatIsAllowedPasses(String dockerfile) throws Exception {
    new OwnDockerfile(dockerfile, Path.of(".")).require(rocker());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM 169.254.169.254/img",
        "FROM \"169.254.169.254:80/img\"",
        "# syntax=metadata.google.internal/img\nFROM x",
        "FROM x\nCOPY --from=[fe80::1]:80/img /a /b",
        "FROM x\nADD http://169.254.169.254/latest/meta-data /x",
        "FROM x\nADD [\"https://user@0xa9fea9fe/x\", \"/x\"]",
        "FROM x\nADD git@169.254.169.254:a/b.git /x",
        "FROM x\nADD http://[fe80::1]:80/x /x"
      })
  void metadataAddressesAreRefusedThoughEveryBaseIsAllowed(String dockerfile) {
    assertThat(refusal(dockerfile, Allowed.EVERYTHING).message())
        .contains("an address that is never asked");
  }

  @Test
  void withoutAListABuildArgumentMayNameTheBase() throws Exception {
    new OwnDockerfile("ARG B\nFROM $B\nFROM any.example/x\n", Path.of("."))
        .require(Allowed.EVERYTHING);
  }

  @Test
  void theFailureNamesTheLine() throws Exception {
    assertThat(refusal("FROM rocker/r-ver\n\nRUN a \\\n  b\nFROM evil/img\n", rocker()).message())
        .isEqualTo(
            "The Dockerfile's line 5: \"evil/img\" means docker.io/evil/img, which the operator did"
                + " not allow.");
  }

  private static Failure refusal(String dockerfile, Allowed allowed) {
    OwnDockerfile own = new OwnDockerfile(dockerfile, Path.of("."));
    return catchThrowableOfType(StepFailed.class, () -> own.require(allowed)).failure();
  }

  private static Allowed rocker() throws Exception {
    return new Settings(Path.of("."), Map.of(Key.ALLOW_BASES, "rocker/r-ver")).allowed();
  }

  private static List<String> bases(String text) {
    return new OwnDockerfile(text, Path.of("."))
        .bases().stream().map(ImageReference::toString).toList();
  }
}
