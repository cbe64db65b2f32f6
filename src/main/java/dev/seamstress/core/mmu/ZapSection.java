package dev.seamstress.core.mmu;

/** A procedure that zaps the leaves of a range; for those who only look at why. */
public interface ZapSection {
    /** Why the leaves go. */
    ZapReason reason();
}
