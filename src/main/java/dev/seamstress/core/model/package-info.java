/**
 * Which kernel and which TDX module is modelled: variants, their switches, mutations and costs, read in one place.
 *
 * <p>Depends on: the JDK alone. Start with {@link dev.seamstress.core.model.ModuleVariant}.
 */
package dev.seamstress.core.model;
