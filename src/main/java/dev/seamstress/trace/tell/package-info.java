/**
 * A run told in sentences: what each step did, by which function of the kernel or leaf of the module, and which steps
 * came of which; and two runs beside each other.
 *
 * <p>Depends on: {@code core}, {@code trace}. Start with {@link dev.seamstress.trace.tell.Story}.
 */
package dev.seamstress.trace.tell;
