package dev.seamstress.core.mmu;

/** A procedure that takes a table down which is not linked any more; for those who only look. */
public interface TableRemoval {
    /** The root slot that the table belonged to. */
    int removedFrom();
}
