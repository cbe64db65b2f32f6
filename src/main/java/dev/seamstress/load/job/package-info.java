/**
 * What a load run is to do: a job file and its costs, read and checked as a whole.
 *
 * <p>Depends on: {@code core}, {@code scenario}, {@code load.random}. Start with {@link dev.seamstress.load.job.Job}.
 */
package dev.seamstress.load.job;
