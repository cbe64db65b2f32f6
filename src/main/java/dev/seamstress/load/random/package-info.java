/**
 * Random numbers of a load run: from one seed the same in every JVM.
 *
 * <p>Depends on: {@code sched}. Start with {@link dev.seamstress.load.random.Distribution}.
 */
package dev.seamstress.load.random;
