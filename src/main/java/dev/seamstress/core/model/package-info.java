/**
 * What can be chosen about a run: the kernel's and the module's variants, and what steps cost.
 *
 * <p>Depends on: the JDK alone. Start with {@link dev.seamstress.core.model.KernelVariant}.
 */
package dev.seamstress.core.model;
