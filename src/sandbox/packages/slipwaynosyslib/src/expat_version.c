#include <Rinternals.h>
#include <expat.h>

SEXP slipway_expat_version(void) {
  return Rf_mkString(XML_ExpatVersion());
}
