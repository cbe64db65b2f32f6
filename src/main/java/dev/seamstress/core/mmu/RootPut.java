package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;

/** A procedure that gives a reference to a root back; for those who only look. */
public interface RootPut {
    /** The root whose last reference is put and which is not off the list yet, or {@link RootList#NONE}. */
    int removing();
}
