/**
 * Costs of a real kernel, as its ftrace text tells them: events that begin and end something are paired, and what lies
 * between them is fitted.
 *
 * <p>Depends on: {@code load.job}, {@code load.random}. Start with {@link dev.seamstress.load.calibrate.Calibration}.
 */
package dev.seamstress.load.calibrate;
