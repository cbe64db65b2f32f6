package dev.seamstress.engine;

/**
 * What was said to make no difference makes one: in this scenario some thread knows the vCPUs apart after all. States
 * that differ by an exchange of vCPUs may then not be taken for one. The engine can only be {@link Engine#reset}.
 */
public final class SymmetryBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SymmetryBroken(String how) {
        super(how);
    }
}
