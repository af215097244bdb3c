package dev.slipway.packages.closure;

import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.Description;
import dev.slipway.spec.Spec.CranPackage;
import java.util.List;

/**
 * The packages that an image is to have, before what they need is known.
 *
 * @param cran packages of CRAN, those with a version exactly in that one
 * @param bioconductor names of packages that must come from Bioconductor
 * @param described packages from elsewhere; they count before those of a repository
 * @param dependenciesOf descriptions of packages that are not wanted, but all that they need is
 */
public record Wanted(
    List<CranPackage> cran,
    List<String> bioconductor,
    List<DescribedPackage> described,
    List<Description> dependenciesOf) {
  public Wanted {
    cran = List.copyOf(cran);
    bioconductor = List.copyOf(bioconductor);
    described = List.copyOf(described);
    dependenciesOf = List.copyOf(dependenciesOf);
  }
}
