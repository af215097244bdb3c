package dev.slipway.step;

/**
 * The kinds of failure, each with the number of attempts that it is worth.
 *
 * <p>Retrying what cannot pass wastes hours; giving up on what would have passed wastes a job. An
 * attempt is one run of the step; the pipeline file sets the limit for the kinds that say {@link
 * #LIMIT}.
 */
public enum Kind {
  /** The engine does not answer: wait, with no attempt used up. */
  ENGINE_DOWN(Integer.MAX_VALUE),
  /** A fault that passes: a 5xx, a cut connection, a timeout. */
  PASSING(Kind.LIMIT),
  /** Too many requests: tried again, with growing delays. */
  RATE_LIMIT(Kind.LIMIT),
  /** Credentials refused: resolve them afresh once. */
  LOGIN(2),
  /** An upload that went wrong half-way: once more. */
  UPLOAD(2),
  /** The operator has to act: a full disk. */
  OPERATOR(Kind.LIMIT),
  /** Out of memory or time: the same again would end the same. */
  RESOURCE(1),
  /** Will not pass: a missing package, a name that the registry refuses. */
  LASTING(1),
  /** A check that did not hold. */
  TEST(1),
  /** Nothing that we know: one more try, reported as unclassified. */
  UNCLASSIFIED(2);

  /** As many attempts as the pipeline file allows. */
  static final int LIMIT = 0;

  private final int attempts;

  Kind(int attempts) {
    this.attempts = attempts;
  }

  /**
   * How often a step is run in all before such a failure is final.
   *
   * @param limit the pipeline's limit
   */
  public int attempts(int limit) {
    return attempts == LIMIT ? limit : attempts;
  }
}
