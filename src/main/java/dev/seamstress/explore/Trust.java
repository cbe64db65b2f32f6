package dev.seamstress.explore;

/**
 * What an exhaustive search takes for granted, so as to be fast. Its verdict is the same in any case.
 *
 * @param isSelfCheck whether to look at every step twice; then nothing happens at once
 * @param isSymmetric whether states are one that differ by an exchange of vCPUs
 * @param isPrompt whether what nobody can tell happens at once
 */
public record Trust(boolean isSelfCheck, boolean isSymmetric, boolean isPrompt) {
    /** As much as can be. */
    public static final Trust FULL = new Trust(false, true, true);

    Trust selfChecking() {
        return new Trust(true, isSymmetric, isPrompt);
    }

    Trust withoutSymmetry() {
        return new Trust(isSelfCheck, false, isPrompt);
    }

    Trust withoutPrompt() {
        return new Trust(isSelfCheck, isSymmetric, false);
    }
}
