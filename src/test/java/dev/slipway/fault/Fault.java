package dev.slipway.fault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A row of the table of faults: what a test does to Slipway, and what is promised then. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Fault {
  /** The fault. */
  String value();

  /** What is to happen. */
  String expected();
}
