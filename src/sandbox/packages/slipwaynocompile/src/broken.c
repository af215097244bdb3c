#include <Rinternals.h>

SEXP slipway_answer(void) {
  return Rf_ScalarInteger(answer_that_nobody_declared);
}
